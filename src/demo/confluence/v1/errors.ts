import { HttpError } from '../../http.ts';

const exceptions: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  403: 'PermissionException',
  404: 'NotFoundException',
};

/** Confluence v1's error shape, with the class name that the vendor leaves in its messages. */
export function v1Error(status: number, message: string): HttpError {
  const data = { authorized: false, valid: true, allowedInReadOnlyMode: true, errors: [], successful: false };
  const prefix = `com.atlassian.confluence.api.service.exceptions.${exceptions[status] ?? 'ServiceException'}: `;
  return new HttpError({ status, body: { statusCode: status, data, message: `${prefix}${message}` } });
}
