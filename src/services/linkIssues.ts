import { fail } from '#domain/errors.ts';
import type { LinkType, RemoteLink } from '#domain/issueActivity.ts';
import type { Call, Connection, LinkOperations } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import { resolveName } from './resolve/names.ts';
import { settledWrite } from './settledWrite.ts';

/** A kind of link as it reads from one of its ends. */
export interface Relation {
  readonly typeId: string;
  /** "is blocked by", in the site's language. */
  readonly phrase: string;
  /** True when it reads so from the end that the link points to. */
  readonly isInward: boolean;
}

/**
 * The relation that words mean: a phrase from either end ("blocks", "is blocked by"), or the name of the type. Without
 * words the site's first kind of link that reads alike from both ends ("relates to").
 */
export async function resolveRelation(
  links: LinkOperations,
  words: string | undefined,
  call: Call = {},
): Promise<Relation> {
  const types = await links.types(call);
  const phrases = types.flatMap(phrasesOf);
  if (words === undefined) {
    const even = types.find(({ outward, inward }) => outward === inward);
    return even
      ? { typeId: even.id, phrase: even.outward, isInward: false }
      : resolveName('relation', '', phrases).value.relation;
  }
  const byName = types.find(({ name }) => name.toLowerCase() === words.trim().toLowerCase());
  const isPhrase = phrases.some(({ name }) => name.toLowerCase() === words.trim().toLowerCase());
  if (byName && !isPhrase) {
    return { typeId: byName.id, phrase: byName.outward, isInward: false };
  }
  return resolveName('relation', words, phrases).value.relation;
}

function phrasesOf({ id, outward, inward }: LinkType) {
  const phrase = (text: string, isInward: boolean) => ({
    id: `${id}:${isInward ? 'in' : 'out'}`,
    name: text,
    relation: { typeId: id, phrase: text, isInward },
  });
  return outward === inward ? [phrase(outward, false)] : [phrase(outward, false), phrase(inward, true)];
}

/** The id of the link that reads so from `from`, if it is there. */
export async function findLink(
  { tracker }: Connection,
  { from, relation, to }: IssueLinkRequest,
  call: Call = {},
): Promise<string | undefined> {
  const { links } = await tracker.issues.get(from, { ...call, commentLimit: 0 });
  return links.find(({ key, phrase }) => key === to && phrase === relation.phrase)?.linkId;
}

export interface IssueLinkRequest {
  readonly from: string;
  readonly relation: Relation;
  readonly to: string;
}

/** Links an issue to an address on the web; returns the link's id. A lost answer is looked up. */
export async function linkToAddress(
  connection: Connection,
  issueKey: string,
  link: Omit<RemoteLink, 'id'>,
): Promise<string | undefined> {
  const { links } = connection.tracker;
  let id: string | undefined;
  await settledWrite(
    connection,
    async () => {
      id = await links.addRemote(issueKey, link);
    },
    async () => {
      id = await findAddress(connection, issueKey, link.url);
      return id !== undefined;
    },
  );
  return id;
}

/** The id of the issue's link to an address, if it has one. */
export async function findAddress(
  { tracker }: Connection,
  issueKey: string,
  address: string,
): Promise<string | undefined> {
  return (await tracker.links.remote(issueKey)).find(({ url }) => url === address)?.id;
}

/** Links two issues so that it reads from `from`; returns the link's id. A lost answer is looked up. */
export async function linkTwoIssues(connection: Connection, request: IssueLinkRequest): Promise<string> {
  const { from, relation, to } = request;
  const ends = relation.isInward ? { from: to, to: from } : { from, to };
  let linkId: string | undefined;
  await settledWrite(
    connection,
    () => connection.tracker.links.link({ typeId: relation.typeId, ...ends }),
    async () => {
      linkId = await findLink(connection, request);
      return linkId !== undefined;
    },
  );
  linkId ??= await readWritten(from, () => findLink(connection, request));
  return linkId ?? fail({ code: 'unexpectedAnswer', detail: `the site did not keep the link from ${from} to ${to}` });
}
