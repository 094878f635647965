import type { Route } from '../http.ts';

export const jiraRoutes: readonly Route[] = [];
