import type { PageFilter, PageQuery } from '#domain/ports.ts';
import { numericId } from '../arguments.ts';
import { givenList, oneOf, queryDate, quoted, scopeList, searchedWords } from '../queryText.ts';

/** The CQL of a query. `timeZone` is that of the caller's profile. @throws invalidArgument */
export function toCql(query: PageQuery, timeZone: string): string {
  return 'filter' in query ? filterCql(query.filter, timeZone) : query.cql.trim();
}

function filterCql(filter: PageFilter, timeZone: string): string {
  const spaceKeys = scopeList(filter.spaceKeys, 'spaceKeys');
  const labels = givenList(filter.labels);
  const contributors = givenList(filter.contributors);
  const clauses = [oneOf('type', givenList(filter.kinds) ?? ['page', 'blogpost'])];
  if (spaceKeys) {
    clauses.push(oneOf('space', spaceKeys));
  }
  if (filter.text !== undefined) {
    clauses.push(`text ~ ${quoted(searchedWords(filter.text, 'text'))}`);
  }
  if (filter.title !== undefined) {
    clauses.push(`title ~ ${quoted(searchedWords(filter.title, 'title'))}`);
  }
  if (labels) {
    clauses.push(oneOf('label', labels));
  }
  if (contributors) {
    clauses.push(oneOf('contributor', contributors));
  }
  if (filter.ancestorId !== undefined) {
    clauses.push(`ancestor = ${numericId(filter.ancestorId, 'ancestorId')}`);
  }
  if (filter.modifiedSince !== undefined) {
    clauses.push(`lastmodified >= ${queryDate(filter.modifiedSince, timeZone, 'modifiedSince')}`);
  }
  if (filter.modifiedBefore !== undefined) {
    clauses.push(`lastmodified < ${queryDate(filter.modifiedBefore, timeZone, 'modifiedBefore')}`);
  }
  if (filter.createdSince !== undefined) {
    clauses.push(`created >= ${queryDate(filter.createdSince, timeZone, 'createdSince')}`);
  }
  // Confluence sorts by relevance when not told otherwise, which suits words and nothing else.
  const hasWords = filter.text !== undefined || filter.title !== undefined;
  return `${clauses.join(' AND ')}${hasWords ? '' : ' ORDER BY lastmodified DESC'}`;
}
