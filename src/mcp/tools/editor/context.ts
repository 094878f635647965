import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { permalinkOf } from '#domain/permalink.ts';
import { clip, takeWithin } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { linkedIssues, linkedPages } from './linked.ts';

const textBudgetBytes = 4000;

const input = z.strictObject({});

const output = z.object({
  file: z.string().describe('In the workspace.'),
  language: z.string(),
  startLine: z.number().describe('1-based'),
  endLine: z.number(),
  text: z.string().describe('selected, or the line of the cursor'),
  symbol: z.string().optional().describe('function or class around it'),
  diagnostics: z.array(
    z.object({
      severity: z.enum(['error', 'warning', 'information', 'hint']),
      line: z.number(),
      message: z.string(),
      source: z.string().optional(),
    }),
  ),
  diagnosticTotal: z.number(),
  branch: z.string().optional(),
  issues: z.array(z.string()).optional().describe('Jira keys in branch and selection'),
  pages: z
    .array(z.object({ id: z.string(), url: z.string(), title: z.string().optional() }))
    .optional()
    .describe('Confluence, linked from these'),
  commit: z.string().optional(),
  permalink: z.string().optional().describe('of these lines'),
  isModified: z.boolean().optional().describe('lines differ from the commit'),
  project: z.string().optional().describe('Jira key of the workspace'),
  truncated: z.boolean().describe('read the file for the rest'),
});

export const editorContext = readTool({
  name: 'editor_context',
  title: 'Editor context',
  description:
    'What the user looks at in the editor: selected code, diagnostics, git branch, permalink, Jira project, linked Jira issues and Confluence pages.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler(_input, context) {
    const { editor, defaults, signal } = context;
    const selection = await editor?.currentSelection({ signal });
    if (!selection) {
      fail({ code: 'noEditor' });
    }
    const text = clip(selection.text, textBudgetBytes);
    const diagnostics = takeWithin(
      selection.diagnostics.map(({ severity, line, message, source }) => ({
        severity,
        line,
        message: clip(message, 300),
        ...(source !== undefined && { source: clip(source, 40) }),
      })),
      2000,
    );
    const permalink = permalinkOf(selection);
    const { git, symbol } = selection;
    const issues = linkedIssues(selection, defaults);
    const pages = await linkedPages(selection, issues, context);
    return {
      file: clip(selection.file, 400),
      language: selection.languageId,
      startLine: selection.startLine,
      endLine: selection.endLine,
      text,
      ...(symbol !== undefined && { symbol: clip(symbol, 200) }),
      diagnostics: [...diagnostics],
      diagnosticTotal: selection.diagnostics.length,
      ...(git?.branch !== undefined && { branch: clip(git.branch, 200) }),
      ...(issues.length > 0 && { issues }),
      ...(pages.length > 0 && { pages: [...pages] }),
      ...(git?.commit !== undefined && { commit: git.commit }),
      ...(permalink !== undefined && { permalink }),
      ...(git && { isModified: git.isModified }),
      ...(defaults.projectKey !== undefined && { project: defaults.projectKey }),
      truncated: selection.isTruncated || text !== selection.text || diagnostics.length < selection.diagnostics.length,
    };
  },
});
