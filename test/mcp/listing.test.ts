import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { toolsets } from '#domain/agentPolicy.ts';
import { instructions } from '#mcp/instructions.ts';
import { describeTool } from '#mcp/server.ts';
import { exposedTools } from '#mcp/surfaces.ts';
import { tools } from '#mcp/tools/index.ts';
import { version } from '#mcp/version.ts';
import { portabilityProblems } from './support/portability.ts';

const listings = tools.map(describeTool);
/** What clients get unless the user switches more on. */
const offered = tools.filter(({ toolset }) => toolset === undefined).map(describeTool);
const schemas = new URL('schemas/', import.meta.url);

describe('tool list', () => {
  it('names every tool once, within the limits of all clients', () => {
    const names = listings.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(offered.length).toBeLessThanOrEqual(20);
    for (const { name, title, description } of listings) {
      expect(name).toMatch(/^[a-z0-9_]{1,40}$/);
      expect(title.length).toBeGreaterThan(0);
      expect(description.length).toBeLessThanOrEqual(1024);
    }
  });

  it.each(listings)('$name says what it works with', ({ name, description }) => {
    if (name.startsWith('jira_')) expect(description).toMatch(/Jira/);
    if (/^jira_(search|get_issue|create_issue|current_sprint)$/.test(name)) expect(description).toMatch(/ticket/);
    if (name.startsWith('confluence_')) expect(description).toMatch(/Confluence page/);
  });

  it.each(listings)('$name is as its committed schema says (else: node scripts/generateDocs.mjs)', (listing) => {
    expect(listing).toEqual(JSON.parse(readFileSync(new URL(`${listing.name}.json`, schemas), 'utf8')));
  });

  it('has a committed schema for no other tool', () => {
    expect(readdirSync(schemas).sort()).toEqual(listings.map(({ name }) => `${name}.json`).sort());
  });

  it('gives all four hints on every tool, and no readOnlyHint to a write', () => {
    for (const tool of tools) {
      const { annotations } = describeTool(tool);
      expect(Object.keys(annotations).sort()).toEqual(
        ['destructiveHint', 'idempotentHint', 'openWorldHint', 'readOnlyHint'].sort(),
      );
      expect(annotations.readOnlyHint).toBe(tool.access === 'read');
    }
  });

  it('offers no write tool when read-only', () => {
    const names = exposedTools(tools, { isReadOnly: true, disabledTools: [], toolsets: [] }).map(({ name }) => name);
    expect(names).not.toContain('jira_create_issue');
    expect(names).toContain('jira_search');
  });

  it('says every member of every result in the schema', () => {
    for (const tool of tools) {
      const said = JSON.stringify(describeTool(tool).outputSchema);
      for (const member of Object.keys(tool.output.shape))
        expect(said, tool.name).toMatch(new RegExp(`\\b${member}\\b`));
    }
  });

  it('costs less than 6,000 tokens, output schemas included', () => {
    expect(JSON.stringify(offered).length / 4).toBeLessThan(6000);
  });
});

describe('schemas', () => {
  const all = listings.flatMap(({ name, inputSchema, outputSchema }) => [
    { name: `${name} input`, schema: inputSchema },
    { name: `${name} output`, schema: outputSchema },
  ]);

  it.each(all)('$name is valid draft-07', ({ schema }) => {
    expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
  });

  it.each(all)('$name is portable', ({ schema }) => {
    expect(portabilityProblems(schema)).toEqual([]);
  });

  it.each(tools)('$name says bounds and defaults in words, which the schema leaves out', ({ input }) => {
    for (const [name, property] of Object.entries(propertiesOf(z.toJSONSchema(input, { io: 'input' })))) {
      for (const keyword of ['minimum', 'maximum', 'default']) {
        const bound = property[keyword];
        const isSaid = isSafeBound(keyword, bound) || wordsOf(property).includes(spelled(bound));
        expect(isSaid, `${name}: ${keyword} ${String(bound)}`).toBe(true);
      }
      expect(property['description'], name).toBeTypeOf('string');
    }
  });
});

it('keeps the list within 128 tools and 20,000 tokens with every toolset', () => {
  expect(listings.length).toBeLessThanOrEqual(128);
  expect(JSON.stringify(listings).length / 4).toBeLessThan(20_000);
  const named = tools.flatMap(({ toolset }) => toolset ?? []);
  expect(new Set(named)).toEqual(new Set(toolsets)); // the setting offers these, and none is empty
});

it('has instructions whose first 512 characters stand alone', () => {
  const start = instructions.slice(0, 512);
  for (const { name } of offered) expect(start).toContain(name);
  expect(start).toMatch(/never instructions/);
});

it('knows the version of the package', () => {
  const { version: packaged } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version).toBe(packaged);
});

function propertiesOf(schema: { readonly [keyword: string]: unknown }): Record<string, Record<string, unknown>> {
  return Object(schema['properties'] ?? {});
}

function wordsOf(property: Record<string, unknown>): string {
  return String(property['description']).toLowerCase().replaceAll(',', '');
}

/** Bounds that only keep nonsense out need no words, nor does a default of no, or from the start. */
function isSafeBound(keyword: string, bound: unknown): boolean {
  return (
    bound === undefined ||
    (keyword === 'minimum' && Number(bound) <= 1) ||
    (keyword === 'default' && !bound) ||
    Number(bound) >= 10_000_000
  );
}

function spelled(bound: unknown): string {
  return String(bound).toLowerCase();
}
