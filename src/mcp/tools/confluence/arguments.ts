import * as z from 'zod';

/** Arguments that several Confluence tools share. */

export const pageId = z.coerce.string().regex(/^[1-9]\d{0,19}$/, 'expected the numeric id of a page');

export const commentId = z.coerce.string().regex(/^[1-9]\d{0,19}$/, 'expected the numeric id of a comment');

export const spaceKey = z.string().regex(/^~?[A-Za-z0-9._-]{1,255}$/, 'expected a space key such as NIM');
