import type { AllowList } from '#domain/agentPolicy.ts';
import { type Entity, fail, failureOf } from '#domain/errors.ts';
import type { Issue, IssueDetail } from '#domain/issue.ts';
import type { Person } from '#domain/person.ts';

/** Where a text was written that an agent is about to read. */
export interface ReadText {
  /** Key of the project or space. */
  readonly scope: string;
  /** By somebody who is no member of the site, such as a customer of a service desk. */
  readonly isByOutsider: boolean;
}

/** What may be touched, and what is known to lie within it. One per call of a tool: nothing is remembered for longer. */
export class Bounds {
  readonly projects: readonly string[];
  readonly spaces: readonly string[];
  private readonly onRead: (text: ReadText) => void;
  private readonly verified = new Set<string>();

  constructor(list: AllowList, onRead: (text: ReadText) => void = () => {}) {
    this.projects = list.allowedProjects.map(keyOf);
    this.spaces = list.allowedSpaces.map((key) => key.trim());
    this.onRead = onRead;
  }

  /** An absent key is outside, unless everything is inside. */
  hasProject(key: string | undefined): boolean {
    return this.projects.length === 0 || (key !== undefined && this.projects.includes(keyOf(key)));
  }

  hasSpace(key: string | undefined): boolean {
    return (
      this.spaces.length === 0 || (key !== undefined && this.spaces.some((allowed) => keyOf(allowed) === keyOf(key)))
    );
  }

  /** By the key alone, before anything is sent. */
  checkProject(key: string): void {
    if (!this.hasProject(key)) outside('project', key);
  }

  checkSpace(key: string): void {
    if (!this.hasSpace(key)) outside('space', key);
  }

  checkIssueKey(key: string): void {
    if (!this.hasProject(projectOf(key))) outside('issue', key);
  }

  /** By what the site says: keys of issues that were moved lead to other projects. */
  async verify(entity: Entity, id: string | number, isInside: () => Promise<boolean>): Promise<void> {
    const name = `${entity} ${id}`;
    if (this.verified.has(name)) {
      return;
    }
    if (!(await isInside())) {
      outside(entity, String(id));
    }
    this.verified.add(name);
  }

  noteVerified(entity: Entity, id: string | number): void {
    this.verified.add(`${entity} ${id}`);
  }

  /** The issue without what it says about others outside; undefined when it is outside itself. */
  within<T extends Issue | IssueDetail>(issue: T): T | undefined {
    if (!this.hasProject(issue.projectKey)) {
      return undefined;
    }
    this.noteVerified('issue', issue.key);
    this.noteRead(issue.projectKey, [issue.reporter, ...('comments' in issue ? issue.comments.map(author) : [])]);
    if (this.projects.length === 0) {
      return issue;
    }
    const links = issue.links.filter(({ key }) => this.hasProject(projectOf(key)));
    for (const { linkId } of links) this.noteVerified('resource', linkId);
    const isParentOutside = issue.parent !== undefined && !this.hasProject(projectOf(issue.parent.key));
    return {
      ...(isParentOutside ? without(issue, 'parent') : issue),
      links,
      ...('subtasks' in issue && { subtasks: issue.subtasks.filter(({ key }) => this.hasProject(projectOf(key))) }),
    };
  }

  noteRead(scope: string, authors: readonly (Person | undefined)[] = []): void {
    this.onRead({ scope: keyOf(scope), isByOutsider: authors.some((person) => person?.kind === 'customer') });
  }
}

/** Those within, as `Bounds.within` has them. */
export function allWithin<T extends Issue>(issues: readonly T[], bounds: Bounds): T[] {
  return issues.map((issue) => bounds.within(issue)).filter((issue) => issue !== undefined);
}

export function outside(entity: Entity, id: string): never {
  return fail({ code: 'outsideAllowList', entity, id });
}

/** `NIM-42` → `NIM` */
export function projectOf(issueKey: string): string {
  return issueKey.replace(/-\d+$/, '');
}

export function isMissing(error: unknown): boolean {
  const code = failureOf(error)?.code;
  return code === 'notFound' || code === 'forbidden' || code === 'outsideAllowList';
}

function author({ author }: { readonly author?: Person }): Person | undefined {
  return author;
}

function without<T extends object>(whole: T, member: keyof T): T {
  const copy = { ...whole };
  Reflect.deleteProperty(copy, member);
  return copy;
}

function keyOf(key: string): string {
  return key.trim().toUpperCase();
}
