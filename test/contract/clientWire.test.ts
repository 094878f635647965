import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hitFrom, plainExcerpt } from '#atlassian/confluence/hitFromWire.ts';
import { pageFrom } from '#atlassian/confluence/readPage.ts';
import { spaceFrom } from '#atlassian/confluence/spaces.ts';
import { failureOfStatus } from '#atlassian/http/statusErrors.ts';
import { formFieldFrom } from '#atlassian/jira/forms.ts';
import { issueFrom, issueTypeFrom } from '#atlassian/jira/issueFromWire.ts';
import { commentFrom, detailFrom } from '#atlassian/jira/issues.ts';
import { projectFrom } from '#atlassian/jira/projects.ts';
import { siteFieldsFrom } from '#atlassian/jira/siteFields.ts';
import { boardFrom, configurationFrom, sprintFrom } from '#atlassian/jira/sprintFromWire.ts';
import { storedFieldFrom } from '#atlassian/jira/storedField.ts';
import { transitionFrom } from '#atlassian/jira/transitions.ts';
import { personFrom } from '#atlassian/person.ts';
import { isObject, object, objects, type WireObject } from '#atlassian/wire.ts';

const contracts = process.env['CONTRACTS_DIR'] ?? join(import.meta.dirname, '../../../shared/contracts');
const recorded = join(contracts, 'recorded');
const isPresent = existsSync(join(recorded, 'index.json'));
const origin = 'https://nimbus.atlassian.net';
const fields = {
  sprint: 'customfield_10020',
  flagged: ['customfield_10021'],
  storyPoints: ['customfield_10016'],
  because: {},
};

interface Entry {
  readonly file: string;
  readonly status: number;
  readonly method: string;
}

function entries(): Entry[] {
  const index: unknown = JSON.parse(readFileSync(join(recorded, 'index.json'), 'utf8'));
  return objects(index).map((entry) => ({
    file: String(entry['file']),
    status: Number(entry['status']),
    method: String(entry['method']),
  }));
}

/** Every object inside an answer, so that each is read by whatever reader suits it. */
function* objectsIn(value: unknown): Generator<WireObject> {
  if (Array.isArray(value)) {
    for (const item of value) {
      yield* objectsIn(item);
    }
  } else if (isObject(value)) {
    yield value;
    for (const item of Object.values(value)) {
      yield* objectsIn(item);
    }
  }
}

/** Reads `wire` as everything it looks like; returns as what. */
function readAs(wire: WireObject): string[] {
  const read: string[] = [];
  const self = String(wire['self'] ?? '');
  const attempt = (what: string, reader: () => unknown) => {
    reader();
    read.push(what);
  };
  if ('key' in wire && 'id' in wire && isObject(wire['fields'])) {
    attempt('issue', () => {
      const issue = issueFrom(wire, { origin, fields });
      expect(issue.key).toMatch(/^[A-Z][A-Z0-9_]*-\d+$/);
      expect(['new', 'indeterminate', 'done']).toContain(issue.status.category);
      for (const value of Object.values(object(wire['fields']))) {
        expect(typeof storedFieldFrom(value, origin).text).toBe('string');
      }
      return detailFrom(object(wire['fields']), origin);
    });
  }
  if ('displayName' in wire && ('accountId' in wire || 'emailAddress' in wire || 'active' in wire)) {
    attempt('person', () => personFrom(wire));
  }
  if (('state' in wire || 'originBoardId' in wire) && 'id' in wire && self.includes('/sprint/')) {
    attempt('sprint', () => expect(sprintFrom(wire).id).toBeGreaterThan(0));
  }
  if (/\/board\/\d+$/.test(self) && 'type' in wire) {
    attempt('board', () => boardFrom(wire, origin));
  }
  if ('columnConfig' in wire) {
    attempt('configuration', () => expect(configurationFrom(wire).columns.length).toBeGreaterThan(0));
  }
  if ('projectTypeKey' in wire && 'key' in wire) {
    attempt('project', () => projectFrom(wire, origin));
  }
  if ('body' in wire && 'author' in wire && 'created' in wire) {
    attempt('comment', () => commentFrom(wire, origin));
  }
  if ('subtask' in wire && 'name' in wire) {
    attempt('issue type', () => issueTypeFrom(wire));
  }
  if ('schema' in wire && 'required' in wire) {
    attempt('form field', () => formFieldFrom(wire));
  }
  if ('to' in wire && 'hasScreen' in wire) {
    attempt('transition', () => expect(transitionFrom(wire)[0]?.to.id).toMatch(/^\d+$/));
  }
  if ('content' in wire && 'excerpt' in wire) {
    attempt('search hit', () => expect(hitFrom(wire, origin).every(({ url }) => url.startsWith(origin))).toBe(true));
  }
  if ('spaceId' in wire && 'title' in wire && 'version' in wire) {
    attempt('page', () => expect(pageFrom({ wire, kind: 'page' }, origin).url.startsWith(origin)).toBe(true));
  }
  if ('homepageId' in wire && 'key' in wire) {
    attempt('space', () => spaceFrom(wire, origin));
  }
  return read;
}

describe.skipIf(!isPresent)('recorded answers', () => {
  const answers = isPresent ? entries().filter(({ file }) => file.endsWith('.json')) : [];

  it.each(answers)('$file is read', ({ file }) => {
    const answer: unknown = JSON.parse(readFileSync(join(recorded, file), 'utf8'));
    for (const wire of objectsIn(answer)) {
      readAs(wire);
    }
    if (Array.isArray(answer)) {
      siteFieldsFrom(answer);
    }
  });

  it('are enough to have tried every reader', () => {
    const counts = new Map<string, number>();
    for (const { file } of answers) {
      for (const wire of objectsIn(JSON.parse(readFileSync(join(recorded, file), 'utf8')))) {
        for (const what of readAs(wire)) {
          counts.set(what, (counts.get(what) ?? 0) + 1);
        }
      }
    }
    console.info(
      `recorded answers: ${answers.length}; ${[...counts].map(([what, count]) => `${what} ${count}`).join(', ')}`,
    );
    expect([...counts.keys()].sort()).toEqual([
      'board',
      'comment',
      'configuration',
      'form field',
      'issue',
      'issue type',
      'page',
      'person',
      'project',
      'search hit',
      'space',
      'sprint',
      'transition',
    ]);
  });

  it.each(isPresent ? entries().filter(({ file, status }) => file.startsWith('errors/') && status >= 400) : [])(
    '$file ($status) is a typed failure',
    ({ file, status, method }) => {
      const body = readFileSync(join(recorded, file), 'utf8');
      const failure = failureOfStatus(
        { status, contentType: 'application/json', body, isWrite: method !== 'GET', origin },
        { entity: 'issue', id: 'NIM-1' },
      );
      expect(failure.code).not.toBe('siteUnavailable');
      const told = JSON.stringify(failure);
      const message = /"(?:errorMessages": \[\s*"|message": ")([^"]{10,80})/.exec(body)?.[1];
      if (message && !['missingScope', 'notFound', 'conflict', 'credentialRejected'].includes(failure.code)) {
        expect(told).toContain(message);
      }
    },
  );
});

if (!isPresent) {
  it.skip(`recorded answers (skipped: ${recorded} is absent; set CONTRACTS_DIR)`, () => undefined);
}

describe('readers', () => {
  it.each([null, [], 'text', 0, { fields: null }, { fields: [] }].map((value) => ({ value })))(
    'take an issue with $value in every optional place',
    ({ value }) => {
      const names = [
        'project',
        'issuetype',
        'status',
        'priority',
        'assignee',
        'reporter',
        'parent',
        'labels',
        'issuelinks',
      ];
      const odd = Object.fromEntries(
        [
          ...names,
          'summary',
          'sprint',
          'closedSprints',
          'created',
          'duedate',
          'description',
          'components',
          'subtasks',
          'customfield_10020',
          'customfield_10021',
        ].map((name) => [name, value]),
      );
      const wire = { id: '1', key: 'NIM-1', fields: odd };
      expect(issueFrom(wire, { origin, fields })).toMatchObject({ key: 'NIM-1', projectKey: 'NIM' });
      detailFrom(odd, origin);
    },
  );

  it('find blockers, flags, points and sprints', () => {
    const wire = {
      id: '1',
      key: 'NIM-1',
      fields: {
        status: { id: '3', name: 'En cours', statusCategory: { key: 'indeterminate', name: 'En cours' } },
        customfield_10016: 5,
        customfield_10021: [{ id: '1', value: 'Impediment' }],
        customfield_10020: [
          { id: 14, name: 'NIM Sprint 14', state: 'active' },
          'com.atlassian.greenhopper.service.sprint.Sprint@6a2[id=3,rapidViewId=1,state=CLOSED,name=Fix, test, ship,goal=,startDate=<null>]',
        ],
        issuelinks: [
          {
            id: '9',
            type: { name: 'Blocks', inward: 'est bloqué par', outward: 'bloque' },
            inwardIssue: { key: 'NIM-2', fields: { summary: 'x' } },
          },
          {
            id: '8',
            type: { name: 'Blocks', inward: 'est bloqué par', outward: 'bloque' },
            outwardIssue: { key: 'NIM-3' },
          },
        ],
      },
    };
    expect(issueFrom(wire, { origin, fields })).toMatchObject({
      url: `${origin}/browse/NIM-1`,
      isFlagged: true,
      storyPoints: 5,
      sprints: [
        { id: 14, name: 'NIM Sprint 14', state: 'active' },
        { id: 3, name: 'Fix, test, ship', state: 'closed' },
      ],
      links: [
        { linkId: '9', key: 'NIM-2', phrase: 'est bloqué par', blocksThis: true },
        { linkId: '8', key: 'NIM-3', phrase: 'bloque', blocksThis: false },
      ],
    });
  });

  it('find the site’s fields by type, never by a name alone', () => {
    const custom = (id: string, name: string, type: string, extra = {}) => ({
      id,
      name,
      schema: { custom: type },
      ...extra,
    });
    const types = 'com.atlassian.jira.plugin.system.customfieldtypes';
    expect(
      siteFieldsFrom([
        { id: 'summary', name: 'Sprint', schema: { type: 'string' } },
        custom('customfield_1', 'Sprint', `${types}:textfield`),
        custom('customfield_2', 'Itération', 'com.pyxis.greenhopper.jira:gh-sprint'),
        custom('customfield_3', 'Rang', 'com.pyxis.greenhopper.jira:gh-lexo-rank'),
        custom('customfield_4', 'Marqué', `${types}:multicheckboxes`, { untranslatedName: 'Flagged' }),
        custom('customfield_5', 'Flagged', `${types}:textarea`),
        custom('customfield_6', 'Story Points', `${types}:float`, { scope: { type: 'PROJECT' } }),
        custom('customfield_7', 'Story points', `${types}:float`),
        custom('customfield_8', 'Story point estimate', 'com.pyxis.greenhopper.jira:jsw-story-points'),
        // Its shown name says one thing, the site's own another.
        custom('customfield_9', 'Flagged', `${types}:multicheckboxes`, { untranslatedName: 'Platforms' }),
        custom('customfield_10', 'Epos', 'com.pyxis.greenhopper.jira:gh-epic-link'),
      ]),
    ).toEqual({
      sprint: 'customfield_2',
      rank: 'customfield_3',
      flagged: ['customfield_4'],
      storyPoints: ['customfield_8', 'customfield_7', 'customfield_6'],
      epicLink: 'customfield_10',
      because: {
        customfield_2: 'type',
        customfield_3: 'type',
        customfield_4: 'untranslatedName',
        customfield_6: 'untranslatedName',
        customfield_7: 'untranslatedName',
        customfield_8: 'type',
        customfield_10: 'type',
      },
    });
  });

  it('clean excerpts and take no host from an answer', () => {
    expect(plainExcerpt('a @@@hl@@@décision@@@endhl@@@ &amp; b\ud83d')).toBe('a décision & b');
    const hit = { content: { id: '1', type: 'page', title: 'T' }, url: '//evil.example/x', excerpt: '' };
    expect(hitFrom(hit, origin)[0]?.url).toBe(`${origin}/wiki`);
    expect(hitFrom({ ...hit, url: 'https://evil.example' }, origin)[0]?.url).toBe(`${origin}/wiki`);
  });
});
