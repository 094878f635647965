import { describe, expect, it } from 'vitest';
import { prompts } from '#mcp/prompts/index.ts';
import { resources } from '#mcp/resources/index.ts';
import { describeTool } from '#mcp/server.ts';
import { tools, toolsFor } from '#mcp/tools/index.ts';
import { portabilityProblems } from './support/portability.ts';

const text = { type: 'string' };

describe('the lint of schemas', () => {
  it.each<[string, unknown]>([
    ['is no schema object', true],
    ['is no schema object', { type: 'object', properties: { any: true } }],
    ['$ref', { type: 'object', properties: { self: { $ref: '#' } } }],
    ['anyOf', { type: 'object', anyOf: [text] }],
    ['additionalProperties', { type: 'object', additionalProperties: false }],
    ['is no schema object', { type: 'array', items: [text, text] }],
    ['array without items', { type: 'array' }],
    ['type union', { type: ['string', 'null'] }],
    ['no type', { description: 'anything' }],
    ['enum', { type: 'string', enum: ['a', 1] }],
    ['property $id', { type: 'object', properties: { $id: text } }],
    ['const', { type: 'object', properties: { list: { type: 'array', items: { type: 'string', const: 'a' } } } }],
    ['requires b', { type: 'object', properties: { a: text }, required: ['b'] }],
    ['description', { type: 'string', description: 'x'.repeat(1025) }],
  ])('finds: %s', (problem, schema) => {
    expect(portabilityProblems(schema).join('; ')).toContain(problem);
  });

  it('lets a plain schema pass', () => {
    const schema = { type: 'object', properties: { list: { type: 'array', items: text } }, required: ['list'] };
    expect(portabilityProblems(schema)).toEqual([]);
  });
});

describe('every tool', () => {
  it.each(toolsFor('chatgpt').map(describeTool))('$name fits every known client', (listing) => {
    expect(listing.name).toMatch(/^[a-z0-9_]{1,40}$/);
    expect(listing.title.length).toBeGreaterThan(0);
    expect(listing.description.length).toBeLessThanOrEqual(1024);
    expect(`mcp_trestle_${listing.name}`.length).toBeLessThanOrEqual(64); // cut by VS Code
    expect(listing.inputSchema.type).toBe('object');
    expect(listing.outputSchema.type).toBe('object');
    expect(JSON.stringify(listing).length / 4).toBeLessThan(5000); // refused by ChatGPT
    expect([...portabilityProblems(listing.inputSchema), ...portabilityProblems(listing.outputSchema)]).toEqual([]);
  });

  it('has a name that no other has', () => {
    const names = toolsFor('chatgpt').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(tools.length + 2);
  });

  it('says in words what it is of', () => {
    for (const { name, description } of tools) {
      const product = name.split('_')[0];
      const word = product === 'jira' ? 'Jira' : product === 'confluence' ? 'Confluence' : undefined;
      if (word !== undefined) expect(description, name).toContain(word);
    }
  });
});

describe('prompts and resources', () => {
  it('have names of their own', () => {
    const names = [...prompts, ...resources].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,40}$/);
  });

  it('read through tools that there are', () => {
    const known = tools.filter(({ access }) => access === 'read').map(({ name }) => name);
    for (const { tool } of resources) expect(known).toContain(tool);
  });
});
