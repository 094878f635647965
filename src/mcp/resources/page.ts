import type { Resource } from '../resourceDefinition.ts';

export const page: Resource = {
  name: 'page',
  title: 'Confluence page',
  description: 'A Confluence page by its numeric id, as Markdown; a long one with its outline first.',
  uriTemplate: 'trestle://page/{id}',
  variable: { name: 'id', pattern: /^[1-9]\d{0,19}$/, completion: 'page' },
  tool: 'confluence_get_page',
  argumentsFor: (id) => ({ id }),
  isAffected: (id, { pageIds }) => pageIds?.includes(id) === true,
};
