import type { CodeDiagnostic, CodeSelection } from '#domain/codeSelection.ts';
import type { Markdown } from '#domain/issue.ts';
import { permalinkOf } from '#domain/permalink.ts';
import { truncate } from '#shared/text.ts';

const maxSummaryLength = 120;

/** Where the code is, the code itself, and what the editor reports on it, as a part of a ticket's description. */
export function describeSelection(selection: CodeSelection): Markdown {
  const { diagnostics } = selection;
  return [
    placeOf(selection),
    codeBlock(selection),
    ...(diagnostics.length > 0 ? [diagnostics.map(describeDiagnostic).join('\n')] : []),
  ].join('\n\n');
}

/** A first draft of the ticket's title: the worst diagnostic, else the first line of code that says something. */
export function suggestSummary(selection: CodeSelection): string {
  const [worst] = [...selection.diagnostics].sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
  const line = selection.text
    .split('\n')
    .map((text) => text.replace(/^[\s/*#<!-]+/, '').replace(/[\s/*>-]+$/, ''))
    .find((text) => /\p{L}/u.test(text));
  const text = worst?.message.split('\n')[0] ?? line ?? selection.file;
  return truncate(text.replace(/\s+/g, ' ').trim(), maxSummaryLength);
}

/** Files, symbols and messages may hold anything: inside code spans they are text. */
function placeOf(selection: CodeSelection): Markdown {
  const { file, startLine, endLine, symbol, git } = selection;
  const lines = startLine === endLine ? `${file}:${startLine}` : `${file}:${startLine}-${endLine}`;
  const permalink = permalinkOf(selection);
  const parts = [permalink ? `[${escapeMarkdown(lines)}](${permalink})` : codeSpan(lines)];
  if (symbol) parts.push(codeSpan(symbol));
  if (git?.branch) parts.push(`${codeSpan(git.branch)}${git.commit ? ` @ ${codeSpan(git.commit.slice(0, 10))}` : ''}`);
  if (git?.isModified) parts.push('(modified since that commit)');
  return parts.join(' · ');
}

function codeBlock({ text, languageId, isTruncated }: CodeSelection): Markdown {
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const language = languageId.replace(/[^\w#+.-]/g, '');
  return `${fence}${language}\n${dedent(text)}${isTruncated ? '\n…' : ''}\n${fence}`;
}

/** Without the indentation all lines share, so that a snippet from deep inside reads from the margin. */
function dedent(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\s+$/, '').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  const [first = ''] = indents;
  let shared = first.length;
  for (const indent of indents) {
    let length = 0;
    while (length < shared && indent[length] === first[length]) length++;
    shared = length;
  }
  return lines.map((line) => line.slice(shared)).join('\n');
}

function describeDiagnostic({ severity, message, source, code, line }: CodeDiagnostic): Markdown {
  const origin = [source, code].filter((part) => part).join(' ');
  const text = message.replace(/\s+/g, ' ').trim();
  return `- **${severity}** L${line}: ${codeSpan(text)}${origin ? ` (${escapeMarkdown(origin)})` : ''}`;
}

function codeSpan(text: string): Markdown {
  const longestRun = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${text.replace(/\s+/g, ' ')}${padding}${fence}`;
}

function escapeMarkdown(text: string): Markdown {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}

const severityOrder: Readonly<Record<CodeDiagnostic['severity'], number>> = {
  error: 0,
  warning: 1,
  information: 2,
  hint: 3,
};
