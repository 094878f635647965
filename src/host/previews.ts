import { commands, EventEmitter, l10n, TabInputText, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '#shared/disposable.ts';
import { previewScheme } from './ids.ts';

/** Texts shown read-only in an editor: what would be written, before it is. */
export class Previews implements Disposable {
  private readonly subscriptions = new DisposableStore();
  private readonly changed = this.subscriptions.add(new EventEmitter<Uri>());
  private readonly texts = new Map<string, string>();

  constructor() {
    this.subscriptions.add(
      workspace.registerTextDocumentContentProvider(previewScheme, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.texts.get(uri.path) ?? '',
      }),
    );
  }

  async show(name: string, text: string): Promise<void> {
    const document = await workspace.openTextDocument(this.put(name, text));
    await window.showTextDocument(document, { preview: true });
  }

  /** As it is rendered: links lead out of the editor, and nothing else is followed. */
  async showMarkdown(name: string, text: string): Promise<void> {
    await commands.executeCommand('markdown.showPreview', this.put(name, text));
  }

  /** Both texts side by side; resolves to true when the user agrees. */
  async agrees(change: {
    readonly name: string;
    readonly before: string;
    readonly after: string;
    readonly question: string;
    readonly yes: string;
  }): Promise<boolean> {
    const left = this.put(`before/${change.name}`, change.before);
    const right = this.put(`after/${change.name}`, change.after);
    await commands.executeCommand('vscode.diff', left, right, l10n.t('{0} (proposed change)', change.name));
    const answer = await window.showInformationMessage(change.question, change.yes, l10n.t('Cancel'));
    await close(right);
    return answer === change.yes;
  }

  /** Ends showing a text. */
  async hide(name: string): Promise<void> {
    await close(uriOf(name));
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private put(name: string, text: string): Uri {
    const uri = uriOf(name);
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    return uri;
  }
}

function uriOf(name: string): Uri {
  return Uri.from({ scheme: previewScheme, path: `/${name}` });
}

/** What was decided upon is not left standing about. */
async function close(shown: Uri): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const isShown = (uri: Uri) => uri.toString() === shown.toString();
  await window.tabGroups.close(
    tabs.filter(
      ({ input }) =>
        (input instanceof TabInputTextDiff && isShown(input.modified)) ||
        (input instanceof TabInputText && isShown(input.uri)),
    ),
  );
}
