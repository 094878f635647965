import type { DemoResponse } from './http.ts';

/** Which product answers at a path: each has its own error shapes. */
export type Surface = 'jira' | 'confluenceV1' | 'confluenceV2' | 'gateway';

export function surfaceOf(path: string): Surface {
  return path.startsWith('/wiki/api/v2/') ? 'confluenceV2' : path.startsWith('/wiki/') ? 'confluenceV1' : 'jira';
}

/** Errors that the kernel answers before any endpoint is reached, in the vendor's shape for that surface. */
export function kernelError(
  surface: Surface,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): DemoResponse {
  return { status, headers, body: errorBody(surface, status, message) };
}

function errorBody(surface: Surface, status: number, message: string): unknown {
  switch (surface) {
    case 'jira':
      return { errorMessages: [message], errors: {} };
    case 'confluenceV1':
      return { statusCode: status, data: { authorized: status !== 401, valid: false, errors: [] }, message };
    case 'confluenceV2':
      return { errors: [{ status, code: codeOf(status), title: message, detail: null }] };
    case 'gateway':
      return { code: status, message };
  }
}

function codeOf(status: number): string {
  const codes: Record<number, string> = {
    400: 'BAD_REQUEST',
    401: 'UNAUTHORIZED',
    403: 'FORBIDDEN',
    404: 'NOT_FOUND',
    405: 'METHOD_NOT_ALLOWED',
    413: 'PAYLOAD_TOO_LARGE',
    415: 'UNSUPPORTED_MEDIA_TYPE',
  };
  return codes[status] ?? 'INTERNAL_SERVER_ERROR';
}
