import { env, type Uri } from 'vscode';
import type { ReportRequest } from '#domain/report.ts';
import { blockedStatusesSetting } from '#host/settings.ts';
import { translatorFor } from '#host/translate.ts';
import { userTime } from '#services/userTime.ts';
import { answer } from './answer.ts';
import { languageName, wordedLanguage } from './language.ts';
import type { ChatParts } from './parts.ts';

interface ReportParts extends Pick<ChatParts, 'connection' | 'defaults'> {
  readonly extensionUri: Uri;
}

/** What `@trestle` would say without a language model, as Markdown: for editors where no chat can be had. */
export async function writeReport(
  { connection, defaults, extensionUri }: ReportParts,
  { topic, period = '', signal, onProgress }: ReportRequest,
): Promise<string> {
  const { zone, locale } = userTime(process.env, env.language);
  const language = wordedLanguage(env.language);
  let text = '';
  await answer(
    {
      ...{ prompt: period, command: topic, history: [], language, signal },
      languageName: languageName(env.language),
      t: await translatorFor(language, extensionUri),
    },
    {
      ...{ connection, defaults, locale },
      selection: async () => undefined,
      knowsDecision: () => false,
      tools: async () => undefined,
      today: () => ({ now: Date.now(), zone }),
      blockedStatuses: blockedStatusesSetting,
    },
    {
      markdown: (part) => {
        text += part;
      },
      progress: onProgress,
      reference: () => undefined,
      button: () => undefined,
    },
    undefined,
  );
  return text;
}
