import { languages, Position, Range, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import type { CodeDiagnostic, CodeSelection } from '#domain/codeSelection.ts';
import type { EditorPort } from '#domain/ports.ts';
import { locateInGit } from '#host/git.ts';
import type { Disposable } from '#shared/disposable.ts';
import { symbolAt } from './symbols.ts';

/** Lines of a file, 1-based and inclusive. */
export interface CodePlace {
  readonly uri: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Longer selections are cut: Jira refuses descriptions over 32,767 characters. */
export const maxSelectionLength = 12_000;
const maxDiagnostics = 10;

/** Reads what is selected in the current text editor: the active one, else the one active last. */
export class EditorSelections implements EditorPort, Disposable {
  private lastActive: TextEditor | undefined;
  private readonly subscription: Disposable;

  constructor() {
    this.lastActive = readable(window.activeTextEditor);
    this.subscription = window.onDidChangeActiveTextEditor((editor) => {
      this.lastActive = readable(editor) ?? this.lastActive;
    });
  }

  async currentSelection(): Promise<CodeSelection | undefined> {
    const editor = readable(window.activeTextEditor) ?? this.lastActive;
    return editor && !editor.document.isClosed ? capture(editor.document, editor.selection) : undefined;
  }

  /** Of `currentSelection`. */
  currentPlace(): CodePlace | undefined {
    const editor = readable(window.activeTextEditor) ?? this.lastActive;
    if (!editor || editor.document.isClosed) {
      return undefined;
    }
    const { start, end } = selectedLines(editor.document, editor.selection);
    return { uri: editor.document.uri.toString(), startLine: start.line + 1, endLine: end.line + 1 };
  }

  async selectionAt({ uri, startLine, endLine }: CodePlace): Promise<CodeSelection> {
    const document = await workspace.openTextDocument(Uri.parse(uri, true));
    const lastLine = document.lineAt(Math.min(endLine, document.lineCount) - 1);
    return capture(document, new Range(new Position(startLine - 1, 0), lastLine.range.end));
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** Output channels, debug consoles and chat inputs are text editors too, but hold no code. */
function readable(editor: TextEditor | undefined): TextEditor | undefined {
  return editor && ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'git'].includes(editor.document.uri.scheme)
    ? editor
    : undefined;
}

async function capture(document: TextDocument, selected: Range): Promise<CodeSelection> {
  const range = document.validateRange(selectedLines(document, selected));
  const { uri, languageId } = document;
  const { text, isTruncated } = cut(document.getText(range));
  const startLine = range.start.line + 1;
  const endLine = range.end.line + 1;
  const wholeLines = new Range(range.start.line, 0, range.end.line, Number.MAX_SAFE_INTEGER);
  const [git, symbol] = await Promise.all([
    locateInGit(uri, { startLine, text: document.getText(document.validateRange(wholeLines)) }),
    symbolAt(uri, range.start),
  ]);
  return {
    file: workspace.asRelativePath(uri, false),
    languageId,
    startLine,
    endLine,
    text,
    isTruncated,
    diagnostics: diagnosticsIn(uri, range),
    ...(symbol && { symbol }),
    ...(git && { repositoryPath: git.repositoryPath, git: git.place }),
  };
}

/** The line when nothing is selected; without a last line of which nothing is selected; with the first indentation. */
function selectedLines(document: TextDocument, selected: Range): Range {
  if (selected.isEmpty) {
    return document.lineAt(selected.start.line).range;
  }
  const endsAtMargin = selected.end.character === 0 && selected.end.line > selected.start.line;
  const end = endsAtMargin ? document.lineAt(selected.end.line - 1).range.end : selected.end;
  const { firstNonWhitespaceCharacterIndex } = document.lineAt(selected.start.line);
  const start =
    selected.start.character <= firstNonWhitespaceCharacterIndex
      ? selected.start.with({ character: 0 })
      : selected.start;
  return new Range(start, end);
}

function cut(text: string): { text: string; isTruncated: boolean } {
  if (text.length <= maxSelectionLength) {
    return { text, isTruncated: false };
  }
  const lastLineEnd = text.lastIndexOf('\n', maxSelectionLength);
  return { text: text.slice(0, lastLineEnd > 0 ? lastLineEnd : maxSelectionLength).toWellFormed(), isTruncated: true };
}

function diagnosticsIn(uri: Uri, range: Range): CodeDiagnostic[] {
  return languages
    .getDiagnostics(uri)
    .filter((diagnostic) => diagnostic.range.intersection(range) !== undefined)
    .sort((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start))
    .slice(0, maxDiagnostics)
    .map(({ severity, message, source, code, range: { start } }) => {
      const codeValue = typeof code === 'object' ? code.value : code;
      return {
        severity: severityNames[severity],
        message,
        line: start.line + 1,
        ...(source && { source }),
        ...(codeValue !== undefined && { code: String(codeValue) }),
      };
    });
}

/** In the order of `vscode.DiagnosticSeverity`. */
const severityNames = ['error', 'warning', 'information', 'hint'] as const;
