import type { DevelopmentCount } from '#domain/development.ts';
import { number, object, optional, text } from '../wire.ts';

/** Type of the field; each site numbers it differently. */
export const developmentFieldType = 'com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf';

const kinds = {
  pullrequest: 'pullRequests',
  branch: 'branches',
  repository: 'commits',
  build: 'builds',
  'deployment-environment': 'deployments',
  review: 'reviews',
} as const;

/**
 * The counts in the Development field, as Jira Cloud writes it: `{pullrequest={…}, json={"cachedValue":{"summary":…}}}`.
 * The vendor documents the field, not this text: undefined where it reads otherwise, which then says nothing either way.
 */
export function developmentFrom(value: unknown): readonly DevelopmentCount[] | undefined {
  const written = text(value)?.trim();
  if (written === undefined || written === '{}') {
    return [];
  }
  const [, json] = /\bjson=(\{.*\})\s*\}$/s.exec(written) ?? [];
  const summary = object(object(object(parsed(json))['cachedValue'])['summary']);
  if (json === undefined || Object.keys(summary).length === 0) {
    return undefined;
  }
  return Object.entries(kinds).flatMap(([name, kind]) => {
    const overall = object(object(summary[name])['overall']);
    const count = number(overall['count']) ?? 0;
    const state = optional('state', text(overall['state']));
    return count > 0 ? [{ kind, count, ...state, ...optional('lastUpdated', text(overall['lastUpdated'])) }] : [];
  });
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
}
