import type { Prompt } from '../promptDefinition.ts';
import { bugReport } from './bugReport.ts';
import { decisionsDigest } from './decisionsDigest.ts';
import { releaseNotes } from './releaseNotes.ts';
import { sprintReview } from './sprintReview.ts';
import { standup } from './standup.ts';
import { triage } from './triage.ts';

/** Every prompt there is, in the order clients list them. */
export const prompts: readonly Prompt[] = [standup, sprintReview, decisionsDigest, bugReport, triage, releaseNotes];
