import type { Decision, DecisionReport, DecisionState, NotSearched } from '#domain/decision.ts';
import type { PeriodRequest } from '#domain/period.ts';
import { decisionStateText } from '#services/decisions/decisionText.ts';
import { findDecisions } from '#services/decisions/findDecisions.ts';
import { decisionScope, spacesOfProject } from '#services/projectSpaces.ts';
import type { Translate } from '#shared/l10n.ts';
import type { FactGroup, Statement } from '../facts.ts';
import type { Language } from '../language.ts';
import { periodIn } from '../periodWords.ts';
import type { FollowUp, ReplyButton } from '../reply.ts';
import { SourceList } from '../sources.ts';
import { dayText, instantText, periodText } from '../when.ts';
import { projectOf, type TopicAnswer, type TopicRequest } from './topicRequest.ts';

const mostSources = 3;
const uncertainBelow = 0.6;

/** The decisions of a period: found by code, each with where it is written down. */
export async function decisionFacts(request: TopicRequest): Promise<TopicAnswer> {
  const { turn, parts, connection, memory } = request;
  const { t, language, signal } = turn;
  const today = parts.today();
  const period: PeriodRequest = periodIn(turn.prompt, today) ?? memory?.period ?? { kind: 'thisWeek' };
  const projectKey = await projectOf(request);
  const call = { signal };
  const spaces = await spacesOfProject(connection.knowledge, projectKey, { defaults: parts.defaults() }, call);
  const report = await findDecisions(
    connection,
    { ...decisionScope(projectKey, spaces), period, zone: today.zone, locale: parts.locale },
    {
      signal,
      now: today.now,
      onProgress: ({ step, done, total }) =>
        request.progress(progressText(step, total === undefined ? String(done) : `${done}/${total}`, t)),
    },
  );
  const sources = new SourceList(connection.site.origin);
  const groups = groupsOf(report, sources, language, t);
  const title = t('Decisions on {0}', projectKey);
  return {
    facts: {
      ...{ title, groups, notes: notesOf(report, language, t), sources: sources.all },
      task:
        report.decisions.length === 0
          ? 'No decision was found. Say so in one sentence, with the period, and what was not searched.'
          : 'Summarise these decisions: every one of them, the decided ones first, with state, day and who decided where given. Then say in one sentence what was not searched, if anything.',
    },
    buttons: await buttonsOf(request, firstOf(report, sources), t),
    memory: { topic: 'decisions', language, period, projectKey, followUps: followUpsOf(period, t) },
  };
}

const order: readonly DecisionState[] = ['decided', 'proposed', 'superseded', 'rejected'];

/** As they are told: the first of the first group, where its page is a source. */
function firstOf({ decisions }: DecisionReport, sources: SourceList): Decision | undefined {
  const told = order.flatMap((state) => decisions.filter((decision) => decision.state === state));
  return told.find(({ sources: [source] }) => source !== undefined && sources.at(source.url) !== undefined);
}

function groupsOf(
  { decisions, period }: DecisionReport,
  sources: SourceList,
  language: Language,
  t: Translate,
): FactGroup[] {
  return order.flatMap((state) => {
    const ofState = decisions.filter((decision) => decision.state === state);
    const statements = ofState.map((decision) => statementOf(decision, period.zone, sources, language, t));
    return statements.length > 0 ? [{ heading: decisionStateText(state, t), statements }] : [];
  });
}

function statementOf(
  decision: Decision,
  zone: string,
  sources: SourceList,
  language: Language,
  t: Translate,
): Statement {
  const { text, topic, takenOn, appearedAt, who, issueKeys, change, previousState, confidence } = decision;
  const details = [
    topic !== undefined && t('about: {0}', topic),
    takenOn !== undefined
      ? t('taken on {0}', dayText(takenOn, language))
      : appearedAt !== undefined && t('written down on {0}', instantText(appearedAt, zone, language)),
    who.length > 0 && t('by {0}', who.map(({ name }) => name).join(', ')),
    change === 'state' && previousState !== undefined && t('before: {0}', decisionStateText(previousState, t)),
    change === 'text' && t('reworded in this period'),
    issueKeys.slice(0, 5).join(', '),
    confidence < uncertainBelow && t('uncertain'),
  ].filter((detail) => typeof detail === 'string' && detail !== '');
  const ids = decision.sources.flatMap(
    ({ title, section, url }) => sources.add([title, ...section].join(' › '), url) ?? [],
  );
  return {
    text: [text.replace(/[.\s]+$/, ''), ...details].join(' · '),
    sources: [...new Set(ids)].slice(0, mostSources),
  };
}

function notesOf(
  { decisions, period, searched, notSearched }: DecisionReport,
  language: Language,
  t: Translate,
): string[] {
  return [
    ...(decisions.length === 0 ? [t('No decision was written down in this period.')] : []),
    periodText(period, language, t),
    t('Pages searched: {0}; issues searched: {1}.', searched.pages, searched.issues),
    ...notSearched.map((gap) => gapText(gap, t)),
  ];
}

function gapText({ what, why, count, examples = [] }: NotSearched, t: Translate): string {
  const named = examples.length > 0 ? ` (${examples.slice(0, 3).join(', ')})` : '';
  const amount = count === undefined ? whatText(what, t) : `${count} ${whatText(what, t)}`;
  return `${t('Not searched: {0}; {1}.', amount, whyText(why, t))}${named}`;
}

function whatText(what: NotSearched['what'], t: Translate): string {
  switch (what) {
    case 'pages':
      return t('pages');
    case 'versions':
      return t('page versions');
    case 'pageComments':
      return t('comments on pages');
    case 'issues':
      return t('issues');
    case 'issueComments':
      return t('issue comments');
    case 'spaces':
      return t('spaces');
    case 'projects':
      return t('projects');
    case 'drafts':
      return t('drafts');
    case 'archivedPages':
      return t('archived pages');
  }
}

function whyText(why: NotSearched['why'], t: Translate): string {
  switch (why) {
    case 'noPermission':
      return t('your account may not see them');
    case 'truncated':
      return t('too many for one search');
    case 'unreadable':
      return t('the site’s answer could not be read');
    case 'unavailable':
      return t('the site did not answer');
    case 'notListed':
      return t('the site’s search leaves them out');
    case 'notRead':
      return t('they are never read');
  }
}

function progressText(step: 'searching' | 'pages' | 'issues', count: string, t: Translate): string {
  switch (step) {
    case 'searching':
      return t('Searching Confluence and Jira for decisions…');
    case 'pages':
      return t('Comparing page versions: {0}', count);
    case 'issues':
      return t('Reading issues: {0}', count);
  }
}

/** The first decision: where it stands on its page, and to the code that is selected. */
async function buttonsOf({ parts }: TopicRequest, first: Decision | undefined, t: Translate): Promise<ReplyButton[]> {
  const [source] = first?.sources ?? [];
  if (!first || !source) {
    return [];
  }
  const isLinkable = parts.knowsDecision(first.id) && (await parts.selection()) !== undefined;
  return [
    { title: t('Open the First Decision'), command: 'vscode.open', arguments: [source.url] },
    ...(isLinkable
      ? [{ title: t('Link It to the Selected Code'), command: 'trestle.linkDecisionToCode', arguments: [first.id] }]
      : []),
  ];
}

function followUpsOf(period: PeriodRequest, t: Translate): FollowUp[] {
  const [prompt, label] =
    period.kind === 'thisWeek'
      ? [t('and last week?'), t('The decisions of last week')]
      : [t('and this week?'), t('The decisions of this week')];
  return [
    { prompt, label, command: 'decisions' },
    { prompt: '', label: t('Where the sprint stands'), command: 'sprint' },
  ];
}
