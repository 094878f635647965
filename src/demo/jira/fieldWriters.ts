import type { DemoSite } from '../site.ts';
import { labelsItem, namedItem, parentItem, plainText, setItems, textItem, userItem } from './changeItems.ts';
import { custom, sprint } from './customWriters.ts';
import {
  accountIdOf,
  changed,
  FieldError,
  type FieldWrite,
  type FieldWriter,
  isRecord,
  isSameSet,
  listOf,
  oneOf,
  readDate,
  readDocument,
  type WriteContext,
} from './fieldValues.ts';
import { findIssue, findUser, typeOf } from './lookup.ts';
import type { DemoField, DemoIssue, DemoProject, DemoUser } from './model.ts';

const summary: FieldWriter = (_context, value) => {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new FieldError(
      value === null || value === undefined || typeof value === 'string'
        ? 'You must specify a summary of the issue.'
        : 'Operation value must be a string',
    );
  }
  if (/[\r\n]/.test(value)) {
    throw new FieldError('The summary is invalid because it contains newline characters.');
  }
  if (value.length > 255) {
    throw new FieldError("Summary can't exceed 255 characters.");
  }
  const text = value.trim();
  return changed(
    (issue) => issue.summary,
    text,
    (from) => textItem('summary', from, text),
    (issue) => {
      issue.summary = text;
    },
  );
};

const description: FieldWriter = (_context, value) => {
  const document = readDocument(value);
  const text = document ? plainText(document) : null;
  return {
    items: (issue) => [textItem('description', issue.description ? plainText(issue.description) : null, text)],
    apply: (issue) => {
      issue.description = document;
    },
  };
};

const assignee: FieldWriter = ({ site, project }, value) => {
  const id = accountIdOf(value);
  // "-1" is the vendor's word for the project's default assignee; here that is nobody.
  const user = id === null || id === '-1' ? undefined : assignable(site, project, id);
  return {
    items: (issue) =>
      issue.assigneeId === (user?.accountId ?? null)
        ? []
        : [userItem('assignee', findUser(site, issue.assigneeId), user)],
    apply: (issue) => {
      issue.assigneeId = user?.accountId ?? null;
    },
  };
};

export function assignable(site: DemoSite, project: DemoProject, accountId: string): DemoUser {
  const user = findUser(site, accountId);
  if (!user?.isActive || !user.assignableIn.includes(project.key)) {
    throw new FieldError(`User '${accountId}' cannot be assigned issues.`);
  }
  return user;
}

const reporter: FieldWriter = ({ site }, value) => {
  const id = accountIdOf(value);
  const user = findUser(site, id);
  if (!user?.isActive) {
    throw new FieldError(id === null ? 'Reporter is required.' : 'The reporter specified is not a user.');
  }
  return {
    items: (issue) =>
      issue.reporterId === user.accountId ? [] : [userItem('reporter', findUser(site, issue.reporterId), user)],
    apply: (issue) => {
      issue.reporterId = user.accountId;
    },
  };
};

const priority: FieldWriter = ({ site }, value) => {
  const to = oneOf(site.jira.priorities, value, 'Priority', 'priority');
  return {
    items: (issue) => {
      const from = site.jira.priorities.find(({ id }) => id === issue.priorityId);
      return from?.id === to.id ? [] : [namedItem('priority', from, to)];
    },
    apply: (issue) => {
      issue.priorityId = to.id;
    },
  };
};

const resolution: FieldWriter = ({ site }, value) => {
  const to = oneOf(site.jira.resolutions, value, 'Resolution', 'resolution');
  return {
    items: (issue) => [
      namedItem(
        'resolution',
        site.jira.resolutions.find(({ id }) => id === issue.resolutionId),
        to,
      ),
    ],
    apply: (issue) => {
      issue.resolutionId = to.id;
      issue.resolved ??= site.now();
    },
  };
};

const labels: FieldWriter = (_context, value) => {
  const list = value === null ? [] : value;
  if (!Array.isArray(list)) {
    throw new FieldError('data was not an array');
  }
  const to = [...new Set(list.map((label: unknown) => label))].map((label) => {
    if (typeof label !== 'string') {
      throw new FieldError('string expected at index 0');
    }
    if (/\s/.test(label)) {
      throw new FieldError(`The label '${label}' contains spaces which is invalid.`);
    }
    if (label.length > 255) {
      throw new FieldError(`The label '${label}' exceeds the maximum length of 255 characters.`);
    }
    return label;
  });
  return {
    items: (issue) => (isSameSet(issue.labels, to) ? [] : [labelsItem(issue.labels, to)]),
    apply: (issue) => {
      issue.labels = to;
    },
  };
};

const components: FieldWriter = ({ project }, value) => {
  const to = listOf(project.components, value, 'Component');
  return {
    items: (issue) =>
      setItems(
        'Component',
        'components',
        project.components.filter(({ id }) => issue.componentIds.includes(id)),
        to,
      ),
    apply: (issue) => {
      issue.componentIds = to.map(({ id }) => id);
    },
  };
};

const fixVersions: FieldWriter = ({ project }, value) => {
  const to = listOf(project.versions, value, 'Version');
  return {
    items: (issue) =>
      setItems(
        'Fix Version',
        'fixVersions',
        project.versions.filter(({ id }) => issue.fixVersionIds.includes(id)),
        to,
      ),
    apply: (issue) => {
      issue.fixVersionIds = to.map(({ id }) => id);
    },
  };
};

const duedate: FieldWriter = (_context, value) => {
  const to = readDate(value);
  return changed(
    (issue) => issue.due,
    to,
    (from) => ({ ...textItem('duedate', from, to), from, to }),
    (issue) => {
      issue.due = to;
    },
  );
};

const parent: FieldWriter = ({ site, project, type, caller }, value) => {
  const reference = isRecord(value) ? (value['key'] ?? value['id']) : value;
  if (reference === null || reference === undefined) {
    if (type.subtask) {
      throw new FieldError('Issue type is a sub-task but parent issue key or id not specified.');
    }
    return parentWrite(site, undefined);
  }
  const found = findIssue(site, String(reference), caller);
  if (!found) {
    throw new FieldError('Could not find issue by id or key.');
  }
  const isInHierarchy = typeOf(site, found).hierarchyLevel === type.hierarchyLevel + 1;
  // A subtask stays in its parent's project; epics may have children anywhere but in team-managed projects.
  const isInProject = found.projectId === project.id || (!type.subtask && project.style === 'classic');
  if (!isInHierarchy || !isInProject) {
    throw new FieldError('Given parent work item does not belong to appropriate hierarchy.');
  }
  return parentWrite(site, found);
};

function parentWrite(site: DemoSite, to: DemoIssue | undefined): FieldWrite {
  return {
    items: (issue) => {
      const from = issue.parentId === null ? undefined : site.jira.issues.get(issue.parentId);
      return from?.id === to?.id ? [] : [parentItem(from, to)];
    },
    apply: (issue) => {
      issue.parentId = to?.id ?? null;
    },
  };
}

const issuetype: FieldWriter = ({ site, project }, value) => {
  const types = site.jira.issueTypes.filter(({ id }) => project.issueTypeIds.includes(id));
  const to = types.find((type) => isRecord(value) && (type.id === value['id'] || type.name === value['name']));
  if (!to) {
    throw new FieldError('The issue type selected is invalid.');
  }
  return {
    items: (issue) => (issue.typeId === to.id ? [] : [namedItem('issuetype', typeOf(site, issue), to)]),
    apply: (issue) => {
      issue.typeId = to.id;
    },
  };
};

const systemWriters: Readonly<Record<string, FieldWriter>> = {
  summary,
  description,
  assignee,
  reporter,
  priority,
  resolution,
  labels,
  components,
  fixVersions,
  duedate,
  parent,
  issuetype,
};

/** The effect of setting a field. Undefined for fields that only know other operations. @throws FieldError */
export function writeField(context: WriteContext, field: DemoField, value: unknown): FieldWrite | undefined {
  if (field.schema.custom?.endsWith(':gh-sprint')) {
    return sprint(context, value, field);
  }
  return field.custom ? custom(context, value, field) : systemWriters[field.id]?.(context, value, field);
}
