/** Drawn by clients that know icons (MCP 2025-11-25), never seen by a model; short, because every tool carries one. */
export interface Icon {
  readonly src: string;
  readonly mimeType: 'image/svg+xml';
}

const grey = '#888';

/** A bridge; a ticket; a page; a caret between two lines of code. */
const icons = {
  server: drawn(16, 'M1 5h14v2H1zM2 7h2v6H2zm10 0h2v6h-2zM5 7l3 3 3-3z'),
  jira: drawn(9, 'M1 2h7v2H7v1h1v2H1V5h1V4H1z'),
  confluence: drawn(9, 'M2 1h4l2 2v5H2z'),
  editor: drawn(9, 'M1 2h5v1H1zm0 4h5v1H1zM7 1h1v7H7z'),
};

export const serverIcon: Icon = icons.server;

export function iconOf(tool: string): Icon {
  const [product] = tool.split('_');
  return product === 'jira' || product === 'confluence' || product === 'editor' ? icons[product] : icons.server;
}

function drawn(size: number, path: string): Icon {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path fill="${grey}" d="${path}"/></svg>`;
  return { src: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, mimeType: 'image/svg+xml' };
}
