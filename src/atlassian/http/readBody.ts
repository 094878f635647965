import { TrestleError } from '#domain/errors.ts';

/** The body as text, decoded as UTF-8; see `readBytes`. */
export async function readBody(response: Response, limitBytes: number, onProgress: () => void): Promise<string> {
  return new TextDecoder().decode(await readBytes(response, limitBytes, onProgress));
}

/**
 * The body as it is. Bytes count after decompression, and reading stops at the limit, so that neither a huge body nor a
 * small one that unpacks to gigabytes fills the memory.
 * @throws answerTooLarge
 */
export async function readBytes(response: Response, limitBytes: number, onProgress: () => void): Promise<Uint8Array> {
  if (!response.body) {
    return new Uint8Array();
  }
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let received = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    }
    onProgress();
    received += value.byteLength;
    if (received > limitBytes) {
      await reader.cancel().catch(() => undefined);
      throw new TrestleError({ code: 'answerTooLarge', limitBytes });
    }
    chunks.push(value);
  }
}
