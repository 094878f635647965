import {
  type CancellationToken,
  type ChatContext,
  type ChatRequest,
  ChatRequestTurn,
  ChatResponseMarkdownPart,
  type ChatResponseStream,
  ChatResponseTurn,
  type ChatResult,
  env,
  Location,
  type LogOutputChannel,
  l10n,
  Uri,
  workspace,
} from 'vscode';
import type { CodeSelection } from '#domain/codeSelection.ts';
import { failureOf } from '#domain/errors.ts';
import type { Call, Connection, EditorPort } from '#domain/ports.ts';
import { signalOf } from '#host/cancellation.ts';
import { commandIds } from '#host/ids.ts';
import { agentPolicySettings, blockedStatusesSetting, isMcpEnabled } from '#host/settings.ts';
import { translatorFor } from '#host/translate.ts';
import type { ChatTools } from '#mcp/chatServer.ts';
import { withAllowList } from '#services/allowList/allowList.ts';
import { describeError } from '#services/errorText.ts';
import { userTime } from '#services/userTime.ts';
import type { Translate } from '#shared/l10n.ts';
import { answer } from './answer.ts';
import { languageName, languageOf, wordedLanguage } from './language.ts';
import { plainLine } from './markdownText.ts';
import { memoryIn } from './memory.ts';
import { adaptModel } from './modelAdapter.ts';
import type { ChatParts, CodePlace, PlacedSelection, Turn } from './parts.ts';
import { pastAnswer } from './pastAnswer.ts';
import { SlowProgress } from './progress.ts';
import type { Reply } from './reply.ts';

export { writeReport } from './report.ts';

export interface ParticipantParts extends Pick<ChatParts, 'defaults' | 'knowsDecision'> {
  /** Rejects with `notSignedIn`. */
  connection(call: Call): Promise<Connection>;
  tools(): Promise<ChatTools>;
  readonly selections: ChatSelections;
  readonly extensionUri: Uri;
  readonly log: LogOutputChannel;
}

/** The text editor beside the chat. */
export interface ChatSelections extends EditorPort {
  /** Of `currentSelection`. */
  currentPlace(): CodePlace | undefined;
  selectionAt(place: CodePlace): Promise<CodeSelection>;
}

/** One request to `@trestle`: the edge where VS Code's chat ends, and where errors become text. */
export async function handleRequest(
  parts: ParticipantParts,
  request: ChatRequest,
  context: ChatContext,
  stream: ChatResponseStream,
  token: CancellationToken,
): Promise<ChatResult> {
  const history = historyOf(context);
  const asked = languageOf(request.prompt);
  const before = history.at(-1)?.memory?.language;
  const language = asked ?? before ?? wordedLanguage(env.language);
  const t = await translatorFor(language, parts.extensionUri);
  const turn: Turn = {
    prompt: request.prompt,
    command: request.command,
    history,
    language,
    languageName: languageName(asked ?? before ?? env.language),
    t,
    signal: signalOf(token),
  };
  if (!workspace.isTrusted) {
    stream.markdown(plainLine(t('Trestle works in trusted workspaces only.')));
    stream.button({ command: 'workbench.trust.manage', title: t('Manage Workspace Trust') });
    return {};
  }
  const progress = new SlowProgress((text) => stream.progress(text));
  const model = adaptModel(request.model, token, l10n.t('Words the answers about Jira and Confluence.'));
  try {
    const memory = await answer(turn, partsFor(request, parts), replyTo(stream, progress), model);
    return { metadata: { trestle: memory } };
  } catch (error) {
    return tellError(error, stream, t, parts.log);
  } finally {
    progress.stop();
  }
}

/** What agents may see and do is what is shown to a language model here. */
function partsFor(
  request: ChatRequest,
  { connection, defaults, tools, selections, knowsDecision }: ParticipantParts,
): ChatParts {
  const { zone, locale } = userTime(process.env, env.language);
  return {
    connection: async (call) => withAllowList(await connection(call), agentPolicySettings()),
    ...{ defaults, knowsDecision },
    selection: () => selectionFor(request, selections),
    tools: async () => (isMcpEnabled() ? tools() : undefined),
    today: () => ({ now: Date.now(), zone }),
    locale,
    blockedStatuses: blockedStatusesSetting,
  };
}

/** What the user attached to the request, else what is selected. */
async function selectionFor(
  { references }: ChatRequest,
  selections: ChatSelections,
): Promise<PlacedSelection | undefined> {
  const attached = references.map(({ value }) => value).find((value) => value instanceof Location);
  const place = attached ? placeOf(attached) : selections.currentPlace();
  const selection = attached && place ? await selections.selectionAt(place) : await selections.currentSelection();
  return selection && place && { selection, place };
}

function placeOf({ uri, range }: Location): CodePlace {
  return { uri: uri.toString(), startLine: range.start.line + 1, endLine: range.end.line + 1 };
}

/** The one place where a failed answer becomes text: what happened, and the button that helps. */
function tellError(error: unknown, stream: ChatResponseStream, t: Translate, log: LogOutputChannel): ChatResult {
  const failure = failureOf(error);
  if (failure?.code === 'cancelled') {
    return {};
  }
  log.error(error instanceof Error ? error : String(error));
  stream.markdown(plainLine(describeError(error, t)));
  switch (failure?.code) {
    case 'notSignedIn':
      stream.button({ command: commandIds.signIn, title: t('Sign In…') });
      stream.button({ command: commandIds.tryDemo, title: t('Try the Demo') });
      break;
    case 'credentialRejected':
    case 'signInPage':
      stream.button({ command: commandIds.signIn, title: t('Sign In…') });
      break;
    case 'missingScope':
      stream.button({ command: commandIds.renewToken, title: t('Renew Token…') });
      break;
    case 'noProjectChosen':
    case 'noBoard':
    case 'severalBoards':
    case 'severalActiveSprints':
      stream.button({ command: commandIds.chooseBoard, title: t('Choose Project, Board and Sprint') });
      break;
    default:
      stream.button({ command: commandIds.showLog, title: t('Show Log') });
  }
  return { metadata: { trestle: undefined } };
}

function replyTo(stream: ChatResponseStream, progress: SlowProgress): Reply {
  return {
    // A string is Markdown in which no command link works and no HTML is shown.
    markdown: (text) => {
      if (text !== '') {
        progress.stop();
        stream.markdown(text);
      }
    },
    progress: (text) => progress.say(text),
    reference: (url) => stream.reference(Uri.parse(url, true)),
    button: ({ title, command, arguments: args }) =>
      stream.button({ title, command, ...(args && { arguments: [...args] }) }),
  };
}

function historyOf({ history }: ChatContext): Turn['history'] {
  return history.flatMap((turn, index) => {
    const asked = history[index - 1];
    if (!(turn instanceof ChatResponseTurn) || !(asked instanceof ChatRequestTurn)) {
      return [];
    }
    const text = turn.response
      .map((part) => (part instanceof ChatResponseMarkdownPart ? part.value.value : ''))
      .join('');
    const prompt = [asked.command && `/${asked.command}`, asked.prompt].filter(Boolean).join(' ');
    return [{ prompt, answer: pastAnswer(text), memory: memoryIn(turn.result) }];
  });
}
