import { heading } from './heading.ts';
import { nativeItem } from './nativeItem.ts';
import { pageTitle } from './pageTitle.ts';
import { properties } from './properties.ts';
import type { Rule } from './rule.ts';
import { runningText } from './runningText.ts';
import { saidWord } from './saidWord.ts';
import { tableRow } from './tableRow.ts';
import { typedRow } from './typedRow.ts';
import { underHeading } from './underHeading.ts';

/** The surest first: what one has judged, the next ones leave alone. */
export const rules: readonly Rule[] = [
  nativeItem,
  properties,
  typedRow,
  tableRow,
  heading,
  saidWord,
  underHeading,
  runningText,
  pageTitle,
];
