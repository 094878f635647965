import type { AdfNode } from './jira/model.ts';

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const elements: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  taskList: 'ul',
  taskItem: 'li',
  decisionList: 'ul',
  decisionItem: 'li',
  blockquote: 'blockquote',
  panel: 'aside',
  expand: 'section',
  table: 'table',
  tableRow: 'tr',
  tableCell: 'td',
  tableHeader: 'th',
};

const markElements: Readonly<Record<string, string>> = { strong: 'b', em: 'i', code: 'code', strike: 's' };

/** A plain reading of a document for the demo's pages. Every text is escaped; no attribute is taken from the content. */
export function adfToHtml(node: AdfNode): string {
  const inner = () => (node.content ?? []).map(adfToHtml).join('');
  const element = elements[node.type];
  if (element) {
    return `<${element}>${inner()}</${element}>`;
  }
  switch (node.type) {
    case 'text':
      return (node.marks ?? []).reduce(
        (html, { type }) => {
          const mark = markElements[type];
          return mark ? `<${mark}>${html}</${mark}>` : html;
        },
        escapeHtml(node.text ?? ''),
      );
    case 'heading': {
      const level = Math.min(6, Math.max(2, Number(node.attrs?.['level']) || 2));
      return `<h${level}>${inner()}</h${level}>`;
    }
    case 'codeBlock':
      return `<pre><code>${inner()}</code></pre>`;
    case 'hardBreak':
      return '<br>';
    case 'rule':
      return '<hr>';
    case 'media':
      return `<p>[${escapeHtml(String(node.attrs?.['alt'] ?? 'picture'))}]</p>`;
    case 'inlineCard':
    case 'blockCard':
      return escapeHtml(String(node.attrs?.['url'] ?? ''));
    case 'date': {
      const instant = new Date(Number(node.attrs?.['timestamp']));
      return Number.isNaN(instant.getTime()) ? '' : escapeHtml(instant.toISOString().slice(0, 10));
    }
    default:
      // Mentions, statuses and emojis carry their text as an attribute.
      return node.content ? inner() : escapeHtml(String(node.attrs?.['text'] ?? ''));
  }
}
