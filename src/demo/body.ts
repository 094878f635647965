import type { IncomingMessage } from 'node:http';
import { kernelError, type Surface } from './errors.ts';
import { HttpError } from './http.ts';
import { readFiles } from './multipart.ts';

const maximumBytes = 10 * 1024 * 1024;

/**
 * The parsed JSON body, or the files of a route that takes files; undefined when there is none.
 * @throws HttpError 413 (too large), 415 (neither), 400 (malformed)
 */
export async function readBody(
  request: IncomingMessage,
  path: string,
  surface: Surface,
  takesFiles = false,
): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maximumBytes) {
      throw new HttpError(kernelError(surface, 413, 'The request body is too large.'));
    }
    chunks.push(bytes);
  }
  if (size === 0) {
    return undefined;
  }
  const type = request.headers['content-type'];
  if (takesFiles && type?.toLowerCase().startsWith('multipart/form-data')) {
    try {
      return await readFiles(Buffer.concat(chunks), type);
    } catch {
      throw new HttpError(kernelError(surface, 400, 'The multipart body is malformed.'));
    }
  }
  if (takesFiles || !type?.toLowerCase().startsWith('application/json')) {
    throw new HttpError(unsupportedMediaType(path, type));
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return parsed;
  } catch {
    const message = 'There was an error parsing JSON. Check that your request body is valid.';
    throw new HttpError(kernelError(surface, 400, message));
  }
}

export function unsupportedMediaType(path: string, type: string | undefined) {
  return {
    status: 415,
    body: {
      title: 'Unsupported Media Type',
      detail: `Content-Type '${type ?? 'null'}' is not supported.`,
      instance: path,
    },
  };
}
