import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultBlockedStatuses } from '#services/blockedStatuses.ts';
import { topics } from '../../src/chat/reply.ts';
import { toolsets } from '../../src/domain/agentPolicy.ts';
import {
  authenticationProviderId,
  chatParticipantId,
  commandIds,
  contextKeys,
  mcpProviderId,
  settingIds,
  treeContexts,
  viewIds,
} from '../../src/host/ids.ts';
import { readJson, root, sourceFiles } from './support/sources.ts';
import { placeholders, translationCalls } from './support/translations.ts';

const manifest = record(readJson('package.json'));
const contributes = record(manifest['contributes']);
const commands = list(contributes['commands']);
const menus = Object.entries(record(contributes['menus'])).flatMap(([menu, items]) =>
  list(items).map((item): Record<string, unknown> => ({ menu, ...item })),
);
const keybindings = list(contributes['keybindings']);
const views = Object.values(record(contributes['views'])).flatMap(list);
const viewsWelcome = list(contributes['viewsWelcome']);
const settings = record(record(contributes['configuration'])['properties']);

describe('what package.json contributes is what the code has', () => {
  it('commands', () => {
    expect(commands.map(({ command }) => command).sort()).toEqual(Object.values(commandIds).sort());
    for (const { title, category } of commands) {
      expect(title).toMatch(/^%command\./);
      expect(category).toBe('Trestle');
    }
  });

  it('menus, keybindings and links in welcome views use commands that exist', () => {
    const known = new Set<unknown>(Object.values(commandIds));
    const used = [...menus, ...keybindings].map(({ command }) => command);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((command) => !known.has(command))).toEqual([]);
    const linked = [...localized('en').values(), ...localized('fr').values()].flatMap((text) =>
      [...text.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command),
    );
    expect(linked.length).toBeGreaterThan(4);
    expect(linked.filter((command) => !known.has(command) && command !== 'workbench.trust.manage')).toEqual([]);
  });

  it('views', () => {
    expect(views.map(({ id }) => id).sort()).toEqual(Object.values(viewIds).sort());
    expect(viewsWelcome.every(({ view }) => views.some(({ id }) => id === view))).toBe(true);
    const containers = list(record(contributes['viewsContainers'])['activitybar']).map(({ id }) => id);
    expect(Object.keys(record(contributes['views']))).toEqual(containers);
  });

  it('settings, and none that says where secrets go can be set by a workspace', () => {
    expect(Object.keys(settings).sort()).toEqual(Object.values(settingIds).sort());
    expect(record(settings[settingIds.blockedStatuses])['default']).toEqual(defaultBlockedStatuses);
    for (const id of [settingIds.site, settingIds.caFile, settingIds.mcpEnabled]) {
      expect(['machine', 'application']).toContain(record(settings[id])['scope']);
    }
  });

  it('toolsets, each with what it is for', () => {
    const items = record(record(settings[settingIds.mcpToolsets])['items']);
    expect(items['enum']).toEqual(toolsets);
    expect(items['markdownEnumDescriptions']).toEqual(toolsets.map((name) => `%setting.mcpToolsets.${name}%`));
  });

  it('conditions use keys, views and tree contexts that exist', () => {
    const conditions = [...menus, ...keybindings, ...viewsWelcome, ...commands]
      .flatMap(({ when, enablement }) => [when, enablement])
      .filter((condition) => typeof condition === 'string');
    expect(conditions.length).toBeGreaterThan(15);
    const ours = conditions.flatMap((condition) => condition.match(/\btrestle\.\w+/g) ?? []);
    const known = new Set<string>([...values(contextKeys), ...values(viewIds), ...values(treeContexts)]);
    expect(ours.filter((name) => !known.has(name))).toEqual([]);
    const builtIn = new Set([
      'view',
      'viewItem',
      'isWorkspaceTrusted',
      'resourceScheme',
      'output',
      'editorTextFocus',
      'editorIsOpen',
      'false',
    ]);
    const others = conditions.flatMap((condition) => condition.replace(/trestle\.\w+/g, '').match(/[\w.]+/g) ?? []);
    expect(others.filter((name) => !builtIn.has(name))).toEqual([]);
  });

  it('every context key of a condition is set, every id is used', () => {
    const code = sourceFiles()
      .filter(({ path }) => path !== 'host/ids.ts')
      .map(({ text }) => text)
      .join('\n');
    for (const [table, ids] of Object.entries({ commandIds, contextKeys, viewIds, settingIds, treeContexts })) {
      for (const name of Object.keys(ids)) {
        expect(code, `${table}.${name} is used`).toContain(`${table}.${name}`);
      }
    }
  });

  it('the authentication provider', () => {
    expect(list(contributes['authentication']).map(({ id }) => id)).toEqual([authenticationProviderId]);
  });

  it('the MCP server definition provider', () => {
    expect(list(contributes['mcpServerDefinitionProviders']).map(({ id }) => id)).toEqual([mcpProviderId]);
  });

  it('the chat participant and its commands', () => {
    const [participant, ...others] = list(contributes['chatParticipants']);
    expect(others).toEqual([]);
    expect(participant?.['id']).toBe(chatParticipantId);
    const names = list(participant?.['commands']).map(({ name }) => String(name));
    expect(names.sort()).toEqual(topics.filter((topic) => topic !== 'question').sort());
  });

  it('skills are named as their folders', () => {
    const paths = list(contributes['chatSkills']).map(({ path }) => String(path));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const [, folder, name] = /^\.\/skills\/([\w-]+)\/SKILL\.md$.*?^name: ([\w-]+)$/ms.exec(
        `${path}\n${readFileSync(join(root, path), 'utf8')}`,
      ) ?? ['', path];
      expect(name, path).toBe(folder);
    }
  });

  it('files exist', () => {
    const icons = JSON.stringify(manifest).match(/"media\/[^"]+"/g) ?? [];
    expect(icons.length).toBeGreaterThan(1);
    for (const icon of icons) {
      expect(existsSync(join(root, icon.slice(1, -1))), icon).toBe(true);
    }
  });

  it('the editor is as old as the types', () => {
    const types = record(manifest['devDependencies'])['@types/vscode'];
    expect(record(manifest['engines'])['vscode']).toBe(`^${String(types)}`);
  });
});

describe('texts', () => {
  it('of package.json are in both languages, and none is left over', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    expect(used.size).toBeGreaterThan(15);
    expect([...localized('en').keys()].sort()).toEqual([...used].sort());
    expect([...localized('fr').keys()].sort()).toEqual([...used].sort());
  });

  it('of package.json keep their commands and code in French', () => {
    for (const [key, english] of localized('en')) {
      const french = localized('fr').get(key) ?? '';
      for (const kept of english.match(/\(command:[\w.]+\)|`[^`]+`/g) ?? []) {
        expect(french, key).toContain(kept);
      }
    }
  });

  const calls = translationCalls(sourceFiles().filter(({ path }) => !path.startsWith('demo/')));

  it('of the code are literals, so that they can be found', () => {
    expect(calls.length).toBeGreaterThan(100);
    // The adapter that gives `vscode.l10n.t` to rooms without vscode passes messages on.
    const unreadable = calls.filter(({ message, path }) => message === undefined && path !== 'host/translate.ts');
    expect(unreadable).toEqual([]);
  });

  it('of the code are in French, and none is left over', () => {
    const messages = new Set(calls.flatMap(({ message }) => (message === undefined ? [] : [message])));
    const french = new Map(Object.entries(record(readJson('l10n/bundle.l10n.fr.json'))));
    expect([...messages].filter((message) => !french.has(message))).toEqual([]);
    expect([...french.keys()].filter((message) => !messages.has(message))).toEqual([]);
    for (const [message, translation] of french) {
      expect(placeholders(String(translation)), message).toEqual(placeholders(message));
      expect(String(translation).match(/\$\([\w-]+\)/g), message).toEqual(message.match(/\$\([\w-]+\)/g));
    }
  });
});

function localized(language: 'en' | 'fr'): Map<string, string> {
  const texts = record(readJson(language === 'en' ? 'package.nls.json' : 'package.nls.fr.json'));
  return new Map(Object.entries(texts).map(([key, text]) => [key, String(text)]));
}

function values(table: Readonly<Record<string, string>>): string[] {
  return Object.values(table);
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`not an object: ${JSON.stringify(value)}`);
  }
  return Object.fromEntries(Object.entries(value));
}

function list(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) {
    throw new Error(`not a list: ${JSON.stringify(value)}`);
  }
  return value.map(record);
}
