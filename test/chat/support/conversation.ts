import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer } from '#chat/answer.ts';
import { languageOf } from '#chat/language.ts';
import { type Message, type Model, ModelFailure, type ModelPart, type OfferedTool } from '#chat/model.ts';
import type { ChatParts, PlacedSelection, Turn } from '#chat/parts.ts';
import { textOf } from '#chat/prompt.ts';
import type { AnswerMemory, ReplyButton } from '#chat/reply.ts';
import type { ConsentAnswer, ConsentPrompt, ConsentRequest } from '#domain/consent.ts';
import { fail } from '#domain/errors.ts';
import type { Connection, WorkspaceDefaults } from '#domain/ports.ts';
import { openChatTools } from '#mcp/chatServer.ts';
import { Journal } from '#services/journal/journal.ts';
import { lazyIssueCreation } from '#services/lazyIssueCreation.ts';
import { english, type Translate } from '#shared/l10n.ts';
import { lazily } from '#shared/lazily.ts';
import { readJson } from '../../unit/support/sources.ts';

/** What the model does when it is asked: pieces of text, calls of tools, or giving up. */
export type Play = (asked: {
  readonly prompt: string;
  readonly messages: readonly Message[];
  readonly tools: readonly OfferedTool[];
  /** Number of the request, from 0. */
  readonly round: number;
  /** Number of the source with this text in its title. */
  cite(title: string): string;
}) => readonly (string | { readonly tool: string; readonly input: object } | Error)[];

export interface Answered {
  readonly text: string;
  readonly references: readonly string[];
  readonly buttons: readonly ReplyButton[];
  readonly progress: readonly string[];
  readonly memory: AnswerMemory;
  /** Every prompt that the model got. */
  readonly prompts: readonly string[];
  readonly offered: readonly string[];
}

export interface Ask {
  readonly prompt?: string;
  readonly command?: string;
  readonly language?: 'en' | 'fr';
  readonly play?: Play;
  readonly maxInputTokens?: number;
  /** A model that fails as soon as it is asked anything. */
  readonly isBroken?: true;
  readonly history?: Turn['history'];
  readonly signal?: AbortSignal;
  readonly selection?: PlacedSelection;
}

export interface Conversation {
  readonly asked: ConsentRequest[];
  answerOfPerson: ConsentAnswer;
  defaults: WorkspaceDefaults;
  ask(ask: Ask): Promise<Answered>;
}

const french: Translate = (message, ...args) =>
  english(
    String(
      Object.entries(Object(readJson('l10n/bundle.l10n.fr.json'))).find(([key]) => key === message)?.[1] ?? message,
    ),
    ...args,
  );

/** The chat participant without VS Code: everything between what the editor hands over and what it is given to show. */
export function startConversation(connection: Connection | undefined): Conversation {
  const asked: ConsentRequest[] = [];
  const journal = lazily(() => Journal.open(join(mkdtempSync(join(tmpdir(), 'tr-chat-')), 'journal')));
  const person: ConsentPrompt = {
    t: english,
    ask: async (request) => {
      asked.push(request);
      return conversation.answerOfPerson;
    },
  };
  const connected = async () => connection ?? fail({ code: 'notSignedIn' });
  const parts = (selection: PlacedSelection | undefined): ChatParts => ({
    connection: connected,
    defaults: () => conversation.defaults,
    selection: async () => selection,
    knowsDecision: () => true,
    tools: async () =>
      openChatTools(
        {
          connection: connected,
          defaults: () => conversation.defaults,
          journal,
          issueCreation: lazyIssueCreation(journal, 'agent'),
          editor: { currentSelection: async () => selection?.selection },
          log: () => undefined,
        },
        person,
      ),
    today: () => ({ now: Date.now(), zone: 'Europe/Paris' }),
    locale: 'fr-FR',
    blockedStatuses: () => ['Blocked'],
  });
  const conversation: Conversation = {
    asked,
    answerOfPerson: 'no',
    defaults: { projectKey: 'NIM' },
    async ask({
      prompt = '',
      command,
      play,
      maxInputTokens = 50_000,
      history = [],
      signal,
      selection,
      isBroken,
      ...rest
    }) {
      const language = rest.language ?? languageOf(prompt) ?? 'en';
      const shown = { text: '', references: [] as string[], buttons: [] as ReplyButton[], progress: [] as string[] };
      const seen = { prompts: [] as string[], offered: [] as string[] };
      const turn: Turn = {
        ...{ prompt, command, history, language },
        languageName: language === 'fr' ? 'French' : 'English',
        t: language === 'fr' ? french : english,
        signal: signal ?? new AbortController().signal,
      };
      const memory = await answer(
        turn,
        parts(selection),
        {
          markdown: (text) => {
            shown.text += text;
          },
          progress: (text) => void shown.progress.push(text),
          reference: (url) => void shown.references.push(url),
          button: (button) => void shown.buttons.push(button),
        },
        play && playing(play, { maxInputTokens, isBroken: isBroken === true, seen }),
      );
      return { ...shown, ...seen, memory };
    },
  };
  return conversation;
}

interface Playing {
  readonly maxInputTokens: number;
  readonly isBroken: boolean;
  readonly seen: { prompts: string[]; offered: string[] };
}

function playing(play: Play, { maxInputTokens, isBroken, seen }: Playing): Model {
  let round = 0;
  return {
    ...{ name: 'scripted', maxInputTokens },
    countTokens: async (text) => {
      if (isBroken) throw new ModelFailure('no such model');
      return Math.ceil(text.length / 4);
    },
    async *send(messages, tools = []): AsyncIterable<ModelPart> {
      const prompt = messages.map(textOf).join('\n');
      seen.prompts.push(prompt);
      seen.offered = tools.map(({ name }) => name);
      const cite = (title: string) => {
        const line = prompt.split('\n').find((each) => /^\[\d+\] /.test(each) && each.includes(title));
        return line?.slice(0, line.indexOf(']') + 1) ?? '[no such source]';
      };
      const parts = play({ prompt, messages, tools, round, cite });
      round += 1;
      for (const [index, part] of parts.entries()) {
        await new Promise((resolve) => setImmediate(resolve));
        if (part instanceof Error) {
          throw new ModelFailure(part.message);
        }
        if (typeof part === 'string') {
          for (const piece of part.match(/[\s\S]{1,3}/g) ?? []) yield { kind: 'text', text: piece };
        } else {
          yield { kind: 'call', call: { callId: `${round}-${index}`, name: part.tool, input: part.input } };
        }
      }
    },
  };
}
