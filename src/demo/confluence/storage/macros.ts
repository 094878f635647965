import * as adf from '../../adf.ts';
import type { AdfNode } from '../../jira/model.ts';
import { childOf, textOf, type XmlElement } from './xml.ts';

/** A macro's parameters and, for code, its source. */
export function plainTextBody(macro: XmlElement): { parameters: Record<string, string>; source: string } {
  const parameters: Record<string, string> = {};
  for (const child of macro.children) {
    if (typeof child === 'string' || child.name !== 'ac:parameter') continue;
    parameters[child.attributes['ac:name'] ?? ''] = textOf(child.children);
  }
  return { parameters, source: textOf(childOf(macro, 'ac:plain-text-body')?.children ?? []) };
}

const panelTypes = { info: 'info', tip: 'success', note: 'warning', warning: 'error', panel: 'info' } as const;
/** Nodes that may stand in an expand or in a macro with a body. */
const nestable = new Set(
  'paragraph panel blockquote orderedList bulletList rule heading codeBlock mediaSingle decisionList taskList table extension'.split(
    ' ',
  ),
);

/** What macros need of the reader of the document around them. */
export interface BlockReader {
  someBlocks(nodes: readonly (XmlElement | string)[]): AdfNode[];
  panelBlocks(nodes: readonly (XmlElement | string)[]): AdfNode[];
}

/** Block macros. Those that ADF has nodes for become these; the others stay macros. */
export function macroNode(macro: XmlElement, reader: BlockReader): AdfNode[] {
  const name = macro.attributes['ac:name'] ?? '';
  const { parameters, source } = plainTextBody(macro);
  const body = childOf(macro, 'ac:rich-text-body');
  if (name === 'code' || name === 'noformat') return [adf.codeBlock(parameters['language'] ?? '', source)];
  const panel = Object.entries(panelTypes).find(([key]) => key === name)?.[1];
  if (panel && body)
    return [{ type: 'panel', attrs: { panelType: panel }, content: reader.panelBlocks(body.children) }];
  if (!body) return [adf.macro(name, parameters)];
  const blocks = reader.someBlocks(body.children);
  const content = blocks.filter((node) => nestable.has(node.type));
  if (content.length === 0) return blocks;
  return name === 'expand'
    ? [adf.expand(parameters['title'] ?? '', ...content)]
    : [adf.bodiedMacro(name, parameters, ...content)];
}
