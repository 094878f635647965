import type { Route } from './http.ts';

export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly params: Record<string, string> }
  | { readonly kind: 'wrongMethod'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknownPath' };

interface Pattern {
  readonly segments: readonly string[];
  readonly routes: Map<string, Route>;
}

/** Finds the endpoint of a path. Literal segments win over parameters: `/issue/createmeta` is not an issue key. */
export class Router {
  private readonly patterns: readonly Pattern[];

  constructor(routes: readonly Route[]) {
    const patterns = new Map<string, Pattern>();
    for (const route of routes) {
      const pattern = patterns.get(route.pattern) ?? { segments: route.pattern.split('/'), routes: new Map() };
      if (pattern.routes.has(route.method)) {
        throw new Error(`Two routes for ${route.method} ${route.pattern}`);
      }
      pattern.routes.set(route.method, route);
      patterns.set(route.pattern, pattern);
    }
    this.patterns = [...patterns.values()].sort((a, b) => compareSpecificity(a.segments, b.segments));
  }

  match(method: string, path: string): RouteMatch {
    const segments = path.split('/');
    const allowed: string[] = [];
    for (const pattern of this.patterns) {
      const params = matchSegments(pattern.segments, segments);
      if (!params) {
        continue;
      }
      const route = pattern.routes.get(method === 'HEAD' ? 'GET' : method);
      if (route) {
        return { kind: 'found', route, params };
      }
      allowed.push(...pattern.routes.keys());
    }
    return allowed.length > 0 ? { kind: 'wrongMethod', allowed: [...new Set(allowed)] } : { kind: 'unknownPath' };
  }
}

function compareSpecificity(a: readonly string[], b: readonly string[]): number {
  const weigh = (segments: readonly string[]) => segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');
  return weigh(a) < weigh(b) ? -1 : weigh(a) > weigh(b) ? 1 : 0;
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) {
    return undefined;
  }
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? '';
    if (!isParameter(expected)) {
      if (expected !== actual) {
        return undefined;
      }
    } else {
      const value = decode(actual);
      if (!value) {
        return undefined;
      }
      params[expected.slice(1, -1)] = value;
    }
  }
  return params;
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

/** Undefined for text that is no percent-encoding; such a path leads nowhere. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
