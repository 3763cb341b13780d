import type { RecordItem, ViewDefinition } from '@/api/types';
import type { Tone } from '@/ui';

type Colours = NonNullable<ViewDefinition['colours']>;

/** The conditions by which rows and cells take their colours. */
export const marksOf = (colours: Colours | undefined): string[] => (colours ?? []).map(({ when }) => when);

/** The first condition that holds for the row (or for one of its cells) gives the colour. */
export function toneOf(colours: Colours | undefined, record: RecordItem, column?: string): Tone | undefined {
  return colours?.find(({ field }, at) => record.marks?.[at] && field === column)?.colour;
}
