import { TrestleError } from '#domain/errors.ts';

/**
 * The body as text, decoded as UTF-8. Bytes count after decompression, and reading stops at the limit, so that neither
 * a huge body nor a small one that unpacks to gigabytes fills the memory.
 * @throws answerTooLarge
 */
export async function readBody(response: Response, limitBytes: number, onProgress: () => void): Promise<string> {
  if (!response.body) {
    return '';
  }
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let received = 0;
  let body = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return body + decoder.decode();
    }
    onProgress();
    received += value.byteLength;
    if (received > limitBytes) {
      await reader.cancel().catch(() => undefined);
      throw new TrestleError({ code: 'answerTooLarge', limitBytes });
    }
    body += decoder.decode(value, { stream: true });
  }
}
