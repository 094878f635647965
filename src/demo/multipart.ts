/** A file of a `multipart/form-data` body. */
export interface UploadedFile {
  /** Name of the form's field. */
  readonly field: string;
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** What a request that uploads files has for a body. */
export class UploadedFiles {
  readonly files: readonly UploadedFile[];

  constructor(files: readonly UploadedFile[]) {
    this.files = files;
  }
}

/** @throws TypeError when the body is none */
export async function readFiles(body: Buffer, contentType: string): Promise<UploadedFiles> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const files: UploadedFile[] = [];
  for (const [field, value] of form) {
    if (typeof value !== 'string') {
      const content = new Uint8Array(await value.arrayBuffer());
      // Like any server: what a client calls a path is no path here.
      const name = value.name.split(/[\\/]/).at(-1) ?? '';
      files.push({ field, name, mediaType: value.type || 'application/octet-stream', content });
    }
  }
  return new UploadedFiles(files);
}
