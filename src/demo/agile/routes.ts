import type { Route } from '../http.ts';

export const agileRoutes: readonly Route[] = [];
