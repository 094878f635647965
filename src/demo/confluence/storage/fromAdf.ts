import type { AdfNode } from '../../jira/model.ts';
import { dayOf, plainText } from '../walk.ts';

export interface StorageOptions {
  /** `storage` is Confluence's XHTML; `view` the HTML a browser is given. */
  readonly format: 'storage' | 'view';
  /** File name of an attachment by its media id. */
  fileName(fileId: string): string;
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const attribute = (node: AdfNode, name: string): string => String(node.attrs?.[name] ?? '');

/** ADF as Confluence storage format or as HTML: the shapes that the Cloud editor writes. */
export function fromAdf(doc: AdfNode, options: StorageOptions): string {
  return new Writer(options).children(doc);
}

/** Colours of the status macro, by those of ADF. */
const macroColours: Readonly<Record<string, string>> = {
  neutral: 'Grey',
  purple: 'Purple',
  blue: 'Blue',
  red: 'Red',
  yellow: 'Yellow',
  green: 'Green',
};
/** The storage macro of an ADF panel; its purple `note` has none. */
const panelMacros: Readonly<Record<string, string>> = {
  info: 'info',
  success: 'tip',
  warning: 'note',
  error: 'warning',
};
const layoutTypes: Readonly<Record<number, string>> = { 1: 'single', 2: 'two_equal', 3: 'three_equal' };

class Writer {
  private readonly options: StorageOptions;
  private taskCount = 0;

  constructor(options: StorageOptions) {
    this.options = options;
  }

  children(node: AdfNode): string {
    return (node.content ?? []).map((child) => this.node(child)).join('');
  }

  private get isView(): boolean {
    return this.options.format === 'view';
  }

  private element(name: string, node: AdfNode, attributes = ''): string {
    return `<${name}${attributes}>${this.children(node)}</${name}>`;
  }

  private node(node: AdfNode): string {
    switch (node.type) {
      case 'text':
        return this.marked(node);
      case 'paragraph':
        return node.content ? this.element('p', node) : '<p />';
      case 'heading':
        return this.element(`h${attribute(node, 'level')}`, node);
      case 'bulletList':
        return this.element('ul', node);
      case 'orderedList':
        return this.element('ol', node, ` start="${escapeXml(String(node.attrs?.['order'] ?? 1))}"`);
      case 'listItem':
        return this.element('li', node);
      case 'blockquote':
        return this.element('blockquote', node);
      case 'rule':
        return '<hr />';
      case 'hardBreak':
        return '<br />';
      case 'table':
        return `<table data-layout="${attribute(node, 'layout') || 'default'}"><tbody>${this.children(node)}</tbody></table>`;
      case 'tableRow':
        return this.element('tr', node);
      case 'tableHeader':
        return this.element('th', node, spans(node));
      case 'tableCell':
        return this.element('td', node, spans(node));
      case 'codeBlock':
        return this.codeBlock(node);
      case 'panel':
        return this.panel(node);
      case 'expand':
      case 'nestedExpand':
        return this.macro('expand', { title: attribute(node, 'title') }, this.children(node));
      case 'taskList':
        return this.element(this.isView ? 'ul' : 'ac:task-list', node, this.isView ? ' class="inline-task-list"' : '');
      case 'taskItem':
        return this.task(node);
      case 'decisionList':
        return this.decisions(node);
      case 'layoutSection': {
        const type = layoutTypes[node.content?.length ?? 2] ?? 'two_equal';
        return this.isView
          ? this.element('div', node, ' class="columnLayout"')
          : `<ac:layout>${this.element('ac:layout-section', node, ` ac:type="${type}" ac:breakout-mode="default"`)}</ac:layout>`;
      }
      case 'layoutColumn':
        return this.isView ? this.element('div', node, ' class="cell"') : this.element('ac:layout-cell', node);
      case 'mediaSingle':
      case 'mediaGroup':
        return this.children(node);
      case 'media':
      case 'mediaInline':
        return this.media(node);
      case 'extension':
      case 'inlineExtension':
        return this.macro(attribute(node, 'extensionKey'), macroParameters(node));
      case 'bodiedExtension':
        return this.macro(attribute(node, 'extensionKey'), macroParameters(node), this.children(node));
      default:
        return this.inlineNode(node);
    }
  }

  private inlineNode(node: AdfNode): string {
    switch (node.type) {
      case 'mention':
        return this.isView
          ? `<a class="confluence-userlink user-mention" data-account-id="${escapeXml(attribute(node, 'id'))}">${escapeXml(attribute(node, 'text'))}</a>`
          : `<ac:link><ri:user ri:account-id="${escapeXml(attribute(node, 'id'))}" /></ac:link>`;
      case 'date': {
        const day = dayOf(node.attrs?.['timestamp']);
        return this.isView ? `<time datetime="${day}">${day}</time>` : `<time datetime="${day}" />`;
      }
      case 'status': {
        const colour = macroColours[attribute(node, 'color')] ?? 'Grey';
        return this.isView
          ? `<span class="status-macro aui-lozenge">${escapeXml(attribute(node, 'text'))}</span>`
          : this.macro('status', { title: attribute(node, 'text'), colour });
      }
      case 'emoji':
        return this.isView
          ? escapeXml(attribute(node, 'text'))
          : `<ac:emoticon ac:name="blue-star" ac:emoji-shortname="${escapeXml(attribute(node, 'shortName'))}" ac:emoji-fallback="${escapeXml(attribute(node, 'text'))}" />`;
      case 'inlineCard':
      case 'blockCard':
      case 'embedCard': {
        const url = escapeXml(attribute(node, 'url'));
        return `<a href="${url}" data-card-appearance="${node.type.replace('Card', '')}">${url}</a>`;
      }
      case 'placeholder':
        return this.isView ? '' : `<ac:placeholder>${escapeXml(attribute(node, 'text'))}</ac:placeholder>`;
      default:
        return this.unknown(node);
    }
  }

  private marked(node: AdfNode): string {
    return (node.marks ?? []).reduce(
      (inner, mark) => {
        const value = (name: string) => escapeXml(String(mark.attrs?.[name] ?? ''));
        switch (mark.type) {
          case 'strong':
          case 'em':
          case 'code':
            return `<${mark.type}>${inner}</${mark.type}>`;
          case 'underline':
            return `<u>${inner}</u>`;
          case 'strike':
            return `<del>${inner}</del>`;
          case 'subsup':
            return `<${value('type')}>${inner}</${value('type')}>`;
          case 'textColor':
            return `<span style="color: ${value('color')};">${inner}</span>`;
          case 'link':
            return `<a href="${value('href')}">${inner}</a>`;
          case 'annotation':
            return this.isView
              ? `<span class="inline-comment-marker" data-ref="${value('id')}">${inner}</span>`
              : `<ac:inline-comment-marker ac:ref="${value('id')}">${inner}</ac:inline-comment-marker>`;
          default:
            return inner;
        }
      },
      escapeXml(node.text ?? ''),
    );
  }

  private macro(name: string, parameters: Readonly<Record<string, string>>, body?: string): string {
    if (this.isView)
      return body === undefined ? '' : `<div class="conf-macro" data-macro-name="${escapeXml(name)}">${body}</div>`;
    const written = Object.entries(parameters)
      .map(([key, value]) => `<ac:parameter ac:name="${escapeXml(key)}">${escapeXml(value)}</ac:parameter>`)
      .join('');
    const rich = body === undefined ? '' : `<ac:rich-text-body>${body}</ac:rich-text-body>`;
    return `<ac:structured-macro ac:name="${escapeXml(name)}" ac:schema-version="1">${written}${rich}</ac:structured-macro>`;
  }

  private codeBlock(node: AdfNode): string {
    const source = (node.content ?? []).map((child) => child.text ?? '').join('');
    const language = attribute(node, 'language');
    if (this.isView) return `<pre class="syntaxhighlighter-pre"><code>${escapeXml(source)}</code></pre>`;
    const parameter = language ? `<ac:parameter ac:name="language">${escapeXml(language)}</ac:parameter>` : '';
    // A CDATA section cannot hold its own end: it is split there.
    const cdata = source.replaceAll(']]>', ']]]]><![CDATA[>');
    return `<ac:structured-macro ac:name="code" ac:schema-version="1">${parameter}<ac:plain-text-body><![CDATA[${cdata}]]></ac:plain-text-body></ac:structured-macro>`;
  }

  private panel(node: AdfNode): string {
    const type = attribute(node, 'panelType');
    const macro = panelMacros[type];
    if (macro !== undefined || this.isView) return this.macro(macro ?? 'panel', {}, this.children(node));
    return `<ac:adf-extension><ac:adf-node type="panel"><ac:adf-attribute key="panel-type">${escapeXml(type)}</ac:adf-attribute><ac:adf-content>${this.children(node)}</ac:adf-content></ac:adf-node><ac:adf-fallback>${this.children(node)}</ac:adf-fallback></ac:adf-extension>`;
  }

  private task(node: AdfNode): string {
    if (this.isView) return this.element('li', node, attribute(node, 'state') === 'DONE' ? ' class="checked"' : '');
    this.taskCount += 1;
    const state = attribute(node, 'state') === 'DONE' ? 'complete' : 'incomplete';
    return `<ac:task><ac:task-id>${this.taskCount}</ac:task-id><ac:task-uuid>${escapeXml(attribute(node, 'localId'))}</ac:task-uuid><ac:task-status>${state}</ac:task-status><ac:task-body><span class="placeholder-inline-tasks">${this.children(node)}</span></ac:task-body></ac:task>`;
  }

  private decisions(node: AdfNode): string {
    const items = node.content ?? [];
    const fallback = `<ul class="decision-list">${items.map((item) => this.element('li', item)).join('')}</ul>`;
    if (this.isView) return fallback;
    const written = items.map(
      (item) =>
        `<ac:adf-node type="decision-item">${adfAttributes(item)}<ac:adf-content>${this.children(item)}</ac:adf-content></ac:adf-node>`,
    );
    return `<ac:adf-extension><ac:adf-node type="decision-list">${adfAttributes(node)}${written.join('')}</ac:adf-node><ac:adf-fallback>${fallback}</ac:adf-fallback></ac:adf-extension>`;
  }

  private media(node: AdfNode): string {
    const alt = escapeXml(attribute(node, 'alt'));
    const isExternal = attribute(node, 'type') === 'external';
    const source = escapeXml(isExternal ? attribute(node, 'url') : this.options.fileName(attribute(node, 'id')));
    if (this.isView) return `<img alt="${alt}" src="${source}" />`;
    const size = ['width', 'height']
      .filter((name) => node.attrs?.[name] !== undefined)
      .map((name) => ` ac:original-${name}="${escapeXml(attribute(node, name))}"`)
      .join('');
    const resource = isExternal
      ? `<ri:url ri:value="${source}" />`
      : `<ri:attachment ri:filename="${source}" ri:version-at-save="1" />`;
    return `<ac:image ac:align="center" ac:layout="center"${size} ac:alt="${alt}">${resource}</ac:image>`;
  }

  private unknown(node: AdfNode): string {
    const text = `<p>${escapeXml(plainText(node))}</p>`;
    return this.isView
      ? text
      : `<ac:adf-extension><ac:adf-node type="${escapeXml(node.type)}" /><ac:adf-fallback>${text}</ac:adf-fallback></ac:adf-extension>`;
  }
}

function spans(node: AdfNode): string {
  return ['colspan', 'rowspan']
    .filter((name) => Number(node.attrs?.[name] ?? 1) > 1)
    .map((name) => ` ${name}="${Number(node.attrs?.[name])}"`)
    .join('');
}

function adfAttributes(node: AdfNode): string {
  return Object.entries({ 'local-id': node.attrs?.['localId'], state: node.attrs?.['state'] })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `<ac:adf-attribute key="${key}">${escapeXml(String(value))}</ac:adf-attribute>`)
    .join('');
}

/** Parameters of a macro, flattened from the way the editor nests them. */
function macroParameters(node: AdfNode): Record<string, string> {
  const parameters: Record<string, string> = {};
  const all = node.attrs?.['parameters'];
  const macroParams = isRecord(all) && isRecord(all['macroParams']) ? all['macroParams'] : {};
  for (const [name, holder] of Object.entries(macroParams)) {
    if (isRecord(holder)) parameters[name] = String(holder['value'] ?? '');
  }
  return parameters;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
