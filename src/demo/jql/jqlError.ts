import type { HttpError } from '../http.ts';
import { jiraError } from '../http.ts';

/** A query that Jira refuses; carries the vendor's messages. */
export class JqlError extends Error {
  readonly messages: readonly string[];

  constructor(...messages: readonly string[]) {
    super(messages.join(' '));
    this.messages = messages;
  }

  toHttpError(): HttpError {
    return jiraError(400, this.messages);
  }
}
