/** A text in JQL. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

export function inSprint(nameOrId: string): string {
  return `sprint = ${/^\d+$/.test(nameOrId) ? nameOrId : quoted(nameOrId)}`;
}

export function inProject(key: string | undefined): string[] {
  return key === undefined ? [] : [`project = ${quoted(key)}`];
}
