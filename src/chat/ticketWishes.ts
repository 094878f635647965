import { foldText } from '#shared/text.ts';

/** What the user says about a ticket besides what it is about; read by code, so that no model decides it. */
export interface TicketWishes {
  /** As people say it. */
  readonly assignee?: string;
  readonly sprint?: 'current' | 'none';
  readonly isBug: boolean;
}

const name = String.raw`\p{L}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]+)?`;
const assignments = [
  new RegExp(String.raw`\bassign(?:ed)?(?:\s+(?:it|this|the\s+\p{L}+))?\s+to\s+(${name})`, 'iu'),
  new RegExp(
    String.raw`(?:assign|affect|attribu)\p{L}*(?:-(?:le|la|les))?(?:\s+(?:le|la|ce|cette)\s*\p{L}*)?\s+à\s+(${name})`,
    'iu',
  ),
];

export function ticketWishes(prompt: string): TicketWishes {
  const said = foldText(prompt).replaceAll('’', "'");
  const assignee = assignments.map((pattern) => pattern.exec(prompt)?.[1]).find((found) => found !== undefined);
  const sprint =
    /\b(current|active|this|running) sprint\b|\bsprint (en cours|actuel|courant|actif)\b|\bce sprint\b|\b(to|in) the sprint\b|\b(au|dans le) sprint\b/.test(
      said,
    )
      ? 'current'
      : /\bbacklog\b/.test(said)
        ? 'none'
        : undefined;
  return {
    isBug: /\b(bug|bogue|anomalie|defect|defaut)\b/.test(said),
    ...(assignee !== undefined && { assignee: withoutTrail(assignee) }),
    ...(sprint !== undefined && { sprint }),
  };
}

/** "assign it to paul and…" with whatever case: only a capital begins a second name. */
function withoutTrail(found: string): string {
  const [first = '', second] = found.split(/\s+/);
  return second !== undefined && /^\p{Lu}/u.test(second) ? `${first} ${second}` : first;
}
