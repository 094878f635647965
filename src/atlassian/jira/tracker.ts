import type { IssueTracker } from '#domain/ports.ts';
import { boardOperations } from './boards.ts';
import { formOperations } from './forms.ts';
import { issueOperations } from './issues.ts';
import { peopleOperations } from './people.ts';
import { projectOperations } from './projects.ts';
import type { JiraSite } from './site.ts';

export function jiraTracker(site: JiraSite): IssueTracker {
  return {
    projects: projectOperations(site),
    people: peopleOperations(site),
    forms: formOperations(site),
    issues: issueOperations(site),
    boards: boardOperations(site),
  };
}
