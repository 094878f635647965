import type { IssueTracker } from '#domain/ports.ts';
import { attachmentOperations } from './attachments.ts';
import { boardOperations } from './boards.ts';
import { commentOperations } from './comments.ts';
import { formOperations } from './forms.ts';
import { historyOperations } from './history.ts';
import { linkOperations } from './issueLinks.ts';
import { issueOperations } from './issues.ts';
import { peopleOperations } from './people.ts';
import { projectOperations } from './projects.ts';
import type { JiraSite } from './site.ts';
import { transitionOperations } from './transitions.ts';
import { versionOperations } from './versions.ts';
import { watcherOperations } from './watchers.ts';
import { worklogOperations } from './worklogs.ts';

export function jiraTracker(site: JiraSite): IssueTracker {
  const forms = formOperations(site);
  const projects = projectOperations(site);
  return {
    projects,
    people: peopleOperations(site),
    forms,
    issues: issueOperations(site, forms),
    transitions: transitionOperations(site),
    comments: commentOperations(site),
    links: linkOperations(site),
    history: historyOperations(site),
    worklogs: worklogOperations(site),
    watchers: watcherOperations(site),
    attachments: attachmentOperations(site),
    boards: boardOperations(site),
    versions: versionOperations(site, projects),
  };
}
