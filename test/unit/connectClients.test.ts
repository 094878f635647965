import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { claudeCommand, fileClients, type ServerLaunch, tunnelCommands } from '#services/connect/clients.ts';
import { readJsonMember, removeJsonMember, setJsonMember } from '#services/connect/jsonText.ts';
import { removeTomlTable, setTomlTable } from '#services/connect/tomlText.ts';

const launch: ServerLaunch = {
  command: '/opt/no de/bin/node',
  args: ['C:\\Users\\Zoë\\bin\\mcp.js'],
  env: { ELECTRON_RUN_AS_NODE: '1' },
};
const path = ['mcpServers', 'trestle'];
const toml = ['mcp_servers', 'trestle'] as const;

/**
 * Letters that both formats have to quote, and names that are taken. None ends in a backslash: once Node 24.21 has parsed
 * an object with the key `\\`, its `JSON.parse` takes the key `"` of the next one for it.
 */
const key = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== '__proto__' && !name.endsWith('\\')),
  fc.constantFrom('mcpServers', 'trestle', 'trestle2', 'mcp_servers', '"', '.', '#', '['),
);
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('"""', "'''", '// no comment', '[mcp_servers.trestle]'),
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie('table')),
  table: fc.dictionary(key, tie('node'), { maxKeys: 4 }),
})).table as fc.Arbitrary<Record<string, unknown>>;

const isTable = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const withoutOurs = (value: Record<string, unknown>, section: string) => {
  const { [section]: servers, ...others } = value;
  const { trestle: _, ...rest } = isTable(servers) ? (servers as Record<string, unknown>) : {};
  return { ...others, rest };
};

describe('JSON files', () => {
  it('keep every other key and every comment, and get the same text from a second time', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2, 4, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const once = setJsonMember(text, path, launch);
        if (once === undefined) {
          return !isTable(value['mcpServers'] ?? {});
        }
        const parsed = JSON.parse(once);
        expect(parsed.mcpServers.trestle).toEqual(launch);
        expect(withoutOurs(parsed, 'mcpServers')).toEqual(withoutOurs(value, 'mcpServers'));
        expect(setJsonMember(once, path, launch)).toBe(once);
        const removed = removeJsonMember(once, path);
        expect(withoutOurs(JSON.parse(removed ?? ''), 'mcpServers')).toEqual(withoutOurs(value, 'mcpServers'));
        expect(readJsonMember(removed ?? '', path)).toBeUndefined();
        return true;
      }),
      { numRuns: 500 },
    );
  });

  it('are as they were, to the byte, after removal', () => {
    for (const text of [
      '{\n  "mcpServers": {\n    "other": { "command": "x" } // mine\n  },\n  "n": 1.0\n}\n',
      '{"mcpServers":{"other":{}},"big":12345678901234567890}',
      '// head\n{\n\t"a": [1, 2,], /* tail */\n\t"mcpServers": {\n\t\t"other": {},\n\t}\n}',
      '{\n  "a": 1\n}\n',
    ]) {
      const added = setJsonMember(text, path, launch);
      expect(added).not.toMatch(/trestle[^\n]*mine/);
      expect(readJsonMember(added ?? '', path)).toEqual(launch);
      expect(removeJsonMember(added ?? '', path)).toBe(text);
    }
  });

  it('that are empty or missing become files of their own; what is no JSON is left alone', () => {
    expect(JSON.parse(setJsonMember('', path, launch) ?? '')).toEqual({ mcpServers: { trestle: launch } });
    expect(JSON.parse(setJsonMember('{ }', path, launch) ?? '')).toEqual({ mcpServers: { trestle: launch } });
    for (const text of ['{', '[]', '{"a" 1}', '{"a":1} x', 'null', '{"mcpServers": []}', "{'a':1}"]) {
      expect(setJsonMember(text, path, launch), text).toBeUndefined();
    }
    expect(removeJsonMember('', path)).toBe('');
    expect(removeJsonMember('{"a":1}', path)).toBe('{"a":1}');
  });
});

describe('TOML files', () => {
  const entry = { command: launch.command, args: launch.args, env: launch.env };

  it('keep every other key, and get the same text from a second time', () => {
    fc.assert(
      fc.property(tree, (value) => {
        let text: string;
        try {
          text = stringify(value);
          parse(text);
        } catch {
          return true; // more than TOML can say
        }
        const once = setTomlTable(text, toml, entry);
        if (once === undefined) {
          return !isTable(value['mcp_servers'] ?? {}) || JSON.stringify(value['mcp_servers']).includes('trestle');
        }
        const parsed = parse(once);
        expect(JSON.parse(JSON.stringify(parsed['mcp_servers']))).toMatchObject({ trestle: entry });
        expect(JSON.stringify(withoutOurs(parsed, 'mcp_servers'))).toBe(
          JSON.stringify(withoutOurs(parse(text), 'mcp_servers')),
        );
        expect(setTomlTable(once, toml, entry)).toBe(once);
        const removed = removeTomlTable(once, toml);
        expect(JSON.stringify(withoutOurs(parse(removed ?? ''), 'mcp_servers'))).toBe(
          JSON.stringify(withoutOurs(parse(text), 'mcp_servers')),
        );
        return true;
      }),
      { numRuns: 500 },
    );
  });

  it('are as they were, to the byte, after removal', () => {
    for (const text of [
      'model = "o5" # mine\n\n[mcp_servers.other]\ncommand = "x"\n\n# about profiles\n[profiles.a]\nb = 1\n',
      'text = """\n[mcp_servers.trestle]\ncommand = "not ours"\n"""\n',
      'a = 1\r\n\r\n[b]\r\nc = 2\r\n',
      '',
    ]) {
      const added = setTomlTable(text, toml, entry) ?? '';
      expect(parse(added)['mcp_servers']).toMatchObject({ trestle: entry });
      expect(removeTomlTable(added, toml)).toBe(text);
    }
  });

  it('keep their place and what stands around it when the entry is renewed', () => {
    const text = `# top\n[mcp_servers."trestle"]\ncommand = "old"\n[mcp_servers.trestle.env]\nA = "1"\n\n# next\n[z]\ny = 1\n`;
    const renewed = setTomlTable(text, toml, { command: 'new' });
    expect(renewed).toBe('# top\n[mcp_servers.trestle]\ncommand = "new"\n\n# next\n[z]\ny = 1\n');
    expect(removeTomlTable(renewed ?? '', toml)).toBe('# top\n\n# next\n[z]\ny = 1\n');
  });

  it('that hold the entry in a form of their author, or are no TOML, are left alone', () => {
    for (const text of [
      'mcp_servers = { trestle = { command = "x" } }\n',
      '[mcp_servers]\ntrestle = { command = "x" }\n',
      'mcp_servers.trestle.command = "x"\n',
      'a = \n',
      'mcp_servers = 1\n',
    ]) {
      expect(setTomlTable(text, toml, entry), text).toBeUndefined();
    }
  });
});

describe('clients', () => {
  it('read back what they were told, and hold no secret', () => {
    const places = { home: '/home/zoe', env: {}, workspaceFolder: '/project' };
    expect(fileClients.map((client) => client.path(places))).toEqual([
      '/home/zoe/.codex/config.toml',
      '/home/zoe/.copilot/mcp-config.json',
      '/project/.mcp.json',
      '/home/zoe/.cursor/mcp.json',
    ]);
    for (const client of fileClients) {
      const text = client.connect('', launch) ?? '';
      expect(client.read(text), client.id).toEqual(launch);
      expect(client.read(client.disconnect(text) ?? ''), client.id).toBeUndefined();
      expect(client.read('')).toBeUndefined();
    }
  });

  it('are told the exact commands', () => {
    const plain = { command: '/usr/bin/node', args: ['/data/bin/mcp.js'] };
    expect(claudeCommand(plain)).toBe('claude mcp add --scope user trestle -- /usr/bin/node /data/bin/mcp.js');
    expect(tunnelCommands(plain)).toContain('--mcp-command "/usr/bin/node /data/bin/mcp.js --profile chatgpt"');
    expect(claudeCommand(launch)).toContain('--env ELECTRON_RUN_AS_NODE=1');
  });
});
