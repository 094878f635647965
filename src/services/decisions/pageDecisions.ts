import type { PageContent, PageHit, PageVersion } from '#domain/page.ts';
import type { Period } from '#domain/period.ts';
import type { Call, PageOperations } from '#domain/ports.ts';
import { versionsOfPeriod } from '../pageChanges.ts';
import { type Candidate, candidateKey, decisionId } from './candidate.ts';
import { type CandidateChange, changedCandidates } from './compare.ts';
import { candidatesIn } from './extract.ts';
import { authorOf, isDayInPeriod, type Located, takenOn } from './located.ts';

/** Versions that are read to tell which of them brought a decision. */
const mostAttributed = 20;

export interface PageFinding {
  readonly located: readonly Located[];
  /** Wordings of all decisions the page holds now; absent where it was not read as it is now. */
  readonly wordings?: readonly string[];
  /** False when the page has more versions than are looked at. */
  readonly isComplete: boolean;
}

/**
 * What changed about the decisions of one page in the period. Also those that it tells only since, of a day in it:
 * minutes are often written up later.
 */
export async function decisionsOfPage(
  pages: PageOperations,
  { id }: Pick<PageHit, 'id'>,
  period: Period,
  call: Call,
): Promise<PageFinding> {
  const around = await versionsOfPeriod(pages, id, { since: period.start, until: period.end }, call);
  const { target, base, newest, versions, isComplete } = around;
  const read = async (version: PageVersion | undefined) => {
    const content = version && (await pages.getContent(id, { ...call, version: version.number }));
    return content && { content, candidates: candidatesIn(content) };
  };
  const atEnd = await read(versions.length > 0 ? target : undefined);
  const located: Located[] = [];
  let latest = newest === target ? atEnd : undefined;
  if (atEnd && atEnd.candidates.length > 0) {
    const atStart = await read(base);
    const changes = changedCandidates(atStart?.candidates ?? [], atEnd.candidates);
    located.push(...(await attributed(changes, atEnd.content, versions, read)));
  }
  if (newest && newest !== target) {
    const [now, then] = [await read(newest), atEnd ?? (await read(target))];
    latest = now;
    const since = now ? changedCandidates(then?.candidates ?? [], now.candidates) : [];
    const told = since.map((change) => locate(change, now?.content, newest));
    located.push(
      ...told.filter(({ takenOn: day, change }) => change === 'new' && day !== undefined && isDayInPeriod(day, period)),
    );
  }
  return { located, isComplete, ...(latest && { wordings: latest.candidates.map(decisionId) }) };
}

/** Each with the version that brought it: the first from which on, without a break, the page says so. */
async function attributed(
  changes: readonly CandidateChange[],
  content: PageContent,
  versions: readonly PageVersion[],
  read: (version: PageVersion) => Promise<{ readonly candidates: readonly Candidate[] } | undefined>,
): Promise<Located[]> {
  const bringers = new Map(changes.map((change) => [change, versions[0]]));
  let open = [...changes];
  for (const version of versions.slice(1, mostAttributed)) {
    if (open.length === 0) {
      break;
    }
    const there = new Set((await read(version))?.candidates.map((each) => `${each.state} ${candidateKey(each)}`));
    open = open.filter(({ candidate }) => there.has(`${candidate.state} ${candidateKey(candidate)}`));
    for (const change of open) {
      bringers.set(change, version);
    }
  }
  return changes.map((change) => locate(change, content, bringers.get(change)));
}

function locate(change: CandidateChange, content: PageContent | undefined, version: PageVersion | undefined): Located {
  const { candidate } = change;
  const appearedAt = version?.instant;
  const day = takenOn(candidate, appearedAt);
  return {
    ...change,
    ...(day !== undefined && { takenOn: day }),
    source: {
      kind: content?.kind ?? 'page',
      id: content?.id ?? '',
      title: content?.title ?? '',
      section: candidate.section,
      url: content ? sectionUrl(content, candidate) : '',
      ...(version && { version: version.number }),
      ...(appearedAt !== undefined && { appearedAt }),
      ...authorOf(version?.author),
      ...(content?.spaceKey !== undefined && { spaceKey: content.spaceKey }),
      quote: candidate.quote,
      wording: decisionId(candidate),
      rule: candidate.rule,
    },
  };
}

/** Confluence's own way to name headings in links: spaces become hyphens, twins are numbered from the second on. */
function sectionUrl({ url, sections }: PageContent, { sectionNumber }: Candidate): string {
  const section = sections.find(({ number }) => number === sectionNumber);
  if (section === undefined || section.title === '') {
    return url;
  }
  const twins = sections.filter(({ title, number }) => title === section.title && number < section.number).length;
  const anchor = `${section.title.trim().replace(/\s+/g, '-')}${twins > 0 ? `.${twins}` : ''}`;
  return `${url}#${encodeURIComponent(anchor)}`;
}
