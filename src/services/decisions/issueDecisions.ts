import type { DecisionSource } from '#domain/decision.ts';
import type { Issue, IssueComment, IssueDetail } from '#domain/issue.ts';
import { isInPeriod, type Period } from '#domain/period.ts';
import type { Call, IssueTracker } from '#domain/ports.ts';
import { decisionId } from './candidate.ts';
import { type CandidateChange, changedCandidates } from './compare.ts';
import { candidatesIn } from './extract.ts';
import { blocksOfMarkdown } from './issueText.ts';
import { authorOf, type Located, takenOn } from './located.ts';
import { roleOf } from './rules/columns.ts';
import { isNothing } from './sayings.ts';

const mostComments = 50;

/** A field of its own for decisions: its id and name. */
export interface DecisionField {
  readonly id: string;
  readonly name: string;
}

export interface IssueFinding {
  readonly located: readonly Located[];
  /** Wordings of all decisions that its texts hold now. */
  readonly wordings: readonly string[];
  /** True when all of its comments were read. */
  readonly isWhole: boolean;
  /** Comments of the period that were not read. */
  readonly hasMoreComments: boolean;
}

/** Fields that people made for decisions, by the form of one issue. */
export async function decisionFields(tracker: IssueTracker, issueKey: string, call: Call): Promise<DecisionField[]> {
  const fields = await tracker.forms.editFields(issueKey, call);
  const named = fields.filter(
    ({ id, name }) => id.startsWith('customfield_') && /^(?:decision|outcome)$/.test(roleOf(name) ?? ''),
  );
  return named.map(({ id, name }) => ({ id, name }));
}

/** Decisions in comments, the description and fields of one issue that were written in the period. */
export async function decisionsOfIssue(
  tracker: IssueTracker,
  { key }: Pick<Issue, 'key'>,
  fields: readonly DecisionField[],
  period: Period,
  call: Call,
): Promise<IssueFinding> {
  const issue = await tracker.issues.get(key, {
    ...call,
    commentLimit: mostComments,
    fieldIds: fields.map(({ id }) => id),
  });
  const comments = issue.comments.filter(({ created }) => isInPeriod(created, period));
  const located = comments.flatMap((comment) => inComment(issue, comment));
  const described = candidatesOf(issue, issue.description);
  const filled = fields.flatMap(({ id }) => ({ id, text: issue.fields?.[id]?.text.trim() ?? '' }));
  const hasFields = filled.some(({ text }) => !isNothing(text));
  if (described.length > 0 || hasFields) {
    located.push(...(await inFields(tracker, issue, filled, period, call)));
  }
  const oldest = issue.comments.at(-1);
  const hasMoreComments =
    issue.commentTotal > issue.comments.length && oldest !== undefined && isInPeriod(oldest.created, period);
  const own = filled.flatMap(({ text }) => candidatesOf(issue, fieldMarkdown(text)));
  const told = issue.comments.flatMap(({ body, created }) => candidatesOf(issue, body, created));
  return {
    located,
    hasMoreComments,
    wordings: [...described, ...own, ...told].map(decisionId),
    isWhole: issue.commentTotal <= issue.comments.length,
  };
}

function candidatesOf(issue: IssueDetail, markdown: string, instant?: string) {
  const blocks = blocksOfMarkdown(markdown);
  return candidatesIn({
    title: '',
    labels: issue.labels,
    blocks,
    ...(instant !== undefined && { lastModified: instant }),
  });
}

/** What stands in a field for decisions is one, whether or not it says so. */
function fieldMarkdown(text: string): string {
  return isNothing(text) ? '' : `# Decisions\n\n${text}`;
}

function inComment(issue: IssueDetail, comment: IssueComment): Located[] {
  const source = {
    kind: 'issueComment' as const,
    id: comment.id,
    url: `${issue.url}?focusedCommentId=${comment.id}`,
    appearedAt: comment.created,
    ...authorOf(comment.author),
  };
  return candidatesOf(issue, comment.body, comment.created).map((candidate) =>
    locate(issue, { candidate, change: 'new' }, source),
  );
}

/** By what the history says the texts were before: a description that was merely touched decides nothing. */
async function inFields(
  tracker: IssueTracker,
  issue: IssueDetail,
  filled: readonly { readonly id: string; readonly text: string }[],
  period: Period,
  call: Call,
): Promise<Located[]> {
  const { entries } = await tracker.history.changes(issue.key, call);
  const inTime = entries.filter(({ created }) => isInPeriod(created, period));
  const changesOf = (fieldId: string) =>
    inTime.flatMap((entry) =>
      entry.items
        .filter((item) => (item.fieldId ?? item.field.toLowerCase()) === fieldId)
        .map((item) => ({ entry, item })),
    );
  const isNew = isInPeriod(issue.created, period);
  const texts = [{ id: 'description', text: issue.description }, ...filled];
  return texts.flatMap(({ id, text }) => {
    const changes = changesOf(id);
    const [first, last] = [changes[0], changes.at(-1)];
    if (isNothing(text) || (!isNew && !last)) {
      return [];
    }
    const appearedAt = last?.entry.created ?? issue.created;
    const before = isNew ? '' : (first?.item.fromText ?? '');
    const isOwnField = id !== 'description';
    const read = (text: string) => candidatesOf(issue, isOwnField ? fieldMarkdown(text) : text, appearedAt);
    const source = {
      kind: 'issueField' as const,
      id: `${issue.key}/${id}`,
      url: issue.url,
      ...(appearedAt !== undefined && { appearedAt }),
      ...authorOf(last?.entry.author ?? issue.reporter),
    };
    return changedCandidates(read(before), read(text)).map((change) => locate(issue, change, source, isOwnField));
  });
}

type Place = Pick<DecisionSource, 'kind' | 'id' | 'url' | 'appearedAt' | 'author'>;

function locate(issue: IssueDetail, change: CandidateChange, place: Place, isOwnField = false): Located {
  const { candidate } = change;
  const issueKeys = [...new Set([issue.key, ...candidate.issueKeys])];
  const day = takenOn(candidate, place.appearedAt);
  return {
    ...change,
    candidate: { ...candidate, issueKeys, section: isOwnField ? [] : candidate.section },
    ...(day !== undefined && { takenOn: day }),
    source: {
      ...place,
      title: issue.summary,
      section: isOwnField ? [] : candidate.section,
      issueKey: issue.key,
      quote: candidate.quote,
      wording: decisionId(candidate),
      rule: candidate.rule,
    },
  };
}
