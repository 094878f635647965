import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import { permalinkOf } from '#domain/permalink.ts';
import { clip, takeWithin } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';

const textBudgetBytes = 4000;

const input = z.strictObject({});

const output = z.object({
  file: z.string().describe('Path relative to the workspace folder.'),
  language: z.string(),
  startLine: z.number().describe('1-based, inclusive.'),
  endLine: z.number().describe('1-based, inclusive.'),
  text: z.string().describe('The selected code, or the line of the cursor.'),
  symbol: z.string().optional().describe('Function, class or method that holds the selection.'),
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
  commit: z.string().optional(),
  permalink: z.string().optional().describe('Address of these lines at that commit.'),
  isModified: z.boolean().optional().describe('The lines differ from the commit.'),
  project: z.string().optional().describe('Jira project key of this workspace.'),
  truncated: z.boolean().describe('True when the text or the diagnostics were cut: read the file for the rest.'),
});

export const editorContext = readTool({
  name: 'editor_context',
  title: 'Editor selection and context',
  description:
    'What the user is looking at in the editor: file, selected code, symbol, diagnostics, git branch and permalink, and the Jira project of the workspace. jira_create_issue takes the same by fromSelection, so it need not be copied.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler(_input, { editor, defaults, signal }) {
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
      ...(git?.commit !== undefined && { commit: git.commit }),
      ...(permalink !== undefined && { permalink }),
      ...(git && { isModified: git.isModified }),
      ...(defaults.projectKey !== undefined && { project: defaults.projectKey }),
      truncated: selection.isTruncated || text !== selection.text || diagnostics.length < selection.diagnostics.length,
    };
  },
});
