import type { DemoSite } from '../site.ts';
import { formView, transitionForm } from './forms.ts';
import { projectOf, statusById } from './lookup.ts';
import type { DemoIssue, DemoTransition } from './model.ts';
import { statusView } from './views.ts';

/** Transitions that the issue offers now: to every status of the workflow but its own. */
export function transitionsOf(site: DemoSite, issue: DemoIssue): DemoTransition[] {
  const workflow = site.jira.workflows[projectOf(site, issue).id] ?? [];
  return workflow.filter(({ toStatusId }) => toStatusId !== issue.statusId);
}

export function transitionViews(
  site: DemoSite,
  issue: DemoIssue,
  origin: string,
  withFields: boolean,
): Record<string, unknown>[] {
  return transitionsOf(site, issue).map((transition) => {
    const form = transitionForm(site, issue, transition);
    return {
      id: transition.id,
      name: transition.name,
      to: statusView(statusById(site, transition.toStatusId), origin),
      hasScreen: form.length > 0,
      isGlobal: true,
      isInitial: false,
      isAvailable: true,
      isConditional: false,
      isLooped: false,
      ...(withFields && { fields: formView(form, origin) }),
    };
  });
}
