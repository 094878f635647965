import * as adf from '../../adf.ts';
import type { DemoPageAttachment, DemoPageComment } from '../model.ts';
import type { SeedContext } from './context.ts';
import { pageIds } from './ids.ts';

export const fileIds = {
  promoScreen: '5b0e6f52-8a1d-4f3e-9d27-0c4f6a1b2e91',
  loadReport: 'c2f7a9d4-13e8-4b6a-8f05-7d9e2a6c4b18',
} as const;
export const annotationIds = { oncePerCustomer: '0f4b1c9e-6a2d-4e57-8b3a-9d1e5c7f2a60' } as const;

export function seedAttachments({ people, when }: SeedContext): DemoPageAttachment[] {
  return [
    {
      id: 'att250001',
      pageId: pageIds.promoCodeApi,
      title: 'promo-field.png',
      mediaType: 'image/png',
      fileSize: 48_213,
      fileId: fileIds.promoScreen,
      authorId: people.chloe.accountId,
      created: when.daysAgo(45),
    },
    {
      id: 'att250002',
      pageId: pageIds.teamMeetingThisWeek,
      title: 'mesure de charge.pdf',
      mediaType: 'application/pdf',
      fileSize: 182_004,
      fileId: fileIds.loadReport,
      authorId: people.paulMartin.accountId,
      created: when.thisWeek(0.48),
    },
  ];
}

export function seedComments({ people, when, issue }: SeedContext): DemoPageComment[] {
  const comment = (
    id: string,
    pageId: string,
    by: keyof typeof people,
    at: number,
    body: DemoPageComment['body'],
    more: Partial<DemoPageComment> = {},
  ): DemoPageComment => ({
    id,
    pageId,
    kind: 'footer',
    parentCommentId: null,
    body,
    version: 1,
    authorId: people[by].accountId,
    created: at,
    updated: at,
    resolutionStatus: 'open',
    ...more,
  });
  const { mention, p, doc } = adf;
  return [
    comment(
      '260001',
      pageIds.teamMeetingThisWeek,
      'aisha',
      when.thisWeek(0.55),
      doc(p('Le gel concerne aussi les paramètres du CDN ? ', mention(people.lea))),
    ),
    comment(
      '260002',
      pageIds.teamMeetingThisWeek,
      'lea',
      when.thisWeek(0.58),
      doc(p('Oui, tout sauf les correctifs.')),
      { parentCommentId: '260001' },
    ),
    comment(
      '260003',
      pageIds.adrIdempotency,
      'tomas',
      when.thisWeek(0.3),
      doc(p('+1, see also ', issue('NIM-23'), '. We agreed on 24 hours for the keys.')),
    ),
    comment(
      '260004',
      pageIds.promoCodeApi,
      'bjorn',
      when.daysAgo(44),
      doc(p('Once per customer or once per basket?')),
      {
        kind: 'inline',
        selection: { text: 'A code is valid once per customer', markerRef: annotationIds.oncePerCustomer },
      },
    ),
    comment('260005', pageIds.promoCodeApi, 'tomas', when.daysAgo(43), doc(p('Per customer.')), {
      kind: 'inline',
      parentCommentId: '260004',
    }),
    comment('260006', pageIds.postMortem, 'paulMercier', when.lastWeek(4, 9), doc(p('Merci pour l’analyse.'))),
  ];
}
