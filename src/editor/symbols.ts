import { commands, type DocumentSymbol, type Position, type SymbolInformation, type Uri } from 'vscode';

/** How long to wait for a language server: the name is a nicety and must not hold up the user. */
const patienceMs = 1500;

/** Dotted name of the innermost symbol around the position: `Cart.applyDiscounts`. */
export async function symbolAt(uri: Uri, position: Position): Promise<string | undefined> {
  const { promise: patience, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), patienceMs);
  try {
    const found = await Promise.race([
      commands.executeCommand<readonly (DocumentSymbol | SymbolInformation)[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      ),
      patience,
    ]);
    return found && pathTo(found, position).join('.');
  } catch {
    return undefined; // a language server that fails takes nothing else down
  } finally {
    clearTimeout(timer);
  }
}

function pathTo(symbols: readonly (DocumentSymbol | SymbolInformation)[], position: Position): string[] {
  for (const symbol of symbols) {
    if ('children' in symbol && symbol.range.contains(position)) {
      return [symbol.name, ...pathTo(symbol.children, position)];
    }
  }
  return [];
}
