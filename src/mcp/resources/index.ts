import type { Resource } from '../resourceDefinition.ts';
import { currentSprint } from './currentSprint.ts';
import { issue } from './issue.ts';
import { page } from './page.ts';

/** Every kind of resource there is, in the order clients list them. */
export const resources: readonly Resource[] = [issue, page, currentSprint];
