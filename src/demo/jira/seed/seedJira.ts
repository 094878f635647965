import type { Random } from '../../random.ts';
import type { DemoJira } from '../model.ts';
import { Backlog } from './backlog.ts';
import {
  boards,
  customFields,
  issueTypes,
  linkTypes,
  priorities,
  resolutions,
  seedProjects,
  statuses,
  workflows,
} from './configuration.ts';
import { addGeneratedIssues } from './generatedIssues.ts';
import { addNimIssues } from './nimHistory.ts';
import { tellNimStories } from './nimStories.ts';
import { addOtherProjects } from './otherIssues.ts';
import type { DemoPeople } from './people.ts';
import { seedSprints } from './sprints.ts';
import { systemFields } from './systemFields.ts';

export function seedJira(context: {
  readonly people: DemoPeople;
  readonly now: number;
  readonly random: Random;
  /** Least number of issues in NIM. */
  readonly issues: number;
  readonly url: string;
}): DemoJira {
  const { people, now, random, url } = context;
  const fields = [...systemFields, ...customFields];
  const sprints = seedSprints(now);
  const backlog = new Backlog({ now, users: people.all, statuses, fields, sprints });
  addNimIssues(backlog, people, sprints, random);
  addOtherProjects(backlog, people);
  tellNimStories(backlog, people, url);
  addGeneratedIssues(backlog, people, context.issues, random);
  backlog.finish();
  return {
    projects: seedProjects(people, now),
    issueTypes,
    statuses,
    workflows,
    priorities,
    resolutions,
    fields,
    linkTypes,
    boards,
    sprints,
    issues: backlog.issues,
    links: backlog.links,
    lastNumbers: lastNumbers(backlog),
    timeTracking: { hoursPerDay: 8, daysPerWeek: 5 },
    staleInSearch: new Map(),
  };
}

function lastNumbers(backlog: Backlog): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { projectId, key } of backlog.issues.values()) {
    numbers.set(projectId, Math.max(numbers.get(projectId) ?? 0, Number(key.split('-')[1])));
  }
  return numbers;
}
