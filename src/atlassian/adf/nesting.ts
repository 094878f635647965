/** Node types that a page may hold as blocks. */
const everywhere = ['paragraph', 'codeBlock', 'bulletList', 'orderedList'];
const onPage = [...everywhere, 'heading', 'rule', 'blockquote', 'panel', 'taskList', 'decisionList', 'table'];
const inNestedExpand = onPage.filter((type) => type !== 'table');

/** Which of the blocks Markdown can say may stand in which node (from the ADF JSON schema). */
const allowed: Readonly<Record<string, ReadonlySet<string>>> = {
  doc: new Set([...onPage, 'expand']),
  layoutColumn: new Set([...onPage, 'expand']),
  bodiedSyncBlock: new Set([...onPage, 'expand']),
  bodiedExtension: new Set(onPage),
  expand: new Set([...onPage, 'nestedExpand']),
  nestedExpand: new Set(inNestedExpand),
  tableCell: new Set([...inNestedExpand, 'nestedExpand']),
  tableHeader: new Set([...inNestedExpand, 'nestedExpand']),
  panel: new Set([...everywhere, 'heading', 'rule', 'taskList', 'decisionList']),
  blockquote: new Set(everywhere),
  listItem: new Set([...everywhere, 'taskList']),
  bulletList: new Set(['listItem']),
  orderedList: new Set(['listItem']),
  taskList: new Set(['taskItem', 'blockTaskItem', 'taskList']),
  decisionList: new Set(['decisionItem']),
  table: new Set(['tableRow']),
};

export function isAllowedIn(container: string, type: string): boolean {
  return (allowed[container] ?? allowed['doc'])?.has(type) === true;
}
