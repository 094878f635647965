import { window } from 'vscode';

/** A button of a notification. */
export interface NotificationAction {
  readonly title: string;
  run(): unknown;
}

export type NotificationLevel = 'information' | 'warning' | 'error';

/** Shows a message and runs the chosen action. Resolves when the message is gone, so callers rarely await it. */
export async function notify(
  level: NotificationLevel,
  message: string,
  actions: readonly NotificationAction[] = [],
): Promise<void> {
  const titles = actions.map(({ title }) => title);
  const chosen = await show[level](message, ...titles);
  await actions.find(({ title }) => title === chosen)?.run();
}

const show: Readonly<
  Record<NotificationLevel, (message: string, ...titles: string[]) => Thenable<string | undefined>>
> = {
  information: (message, ...titles) => window.showInformationMessage(message, ...titles),
  warning: (message, ...titles) => window.showWarningMessage(message, ...titles),
  error: (message, ...titles) => window.showErrorMessage(message, ...titles),
};
