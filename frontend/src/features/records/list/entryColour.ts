import type { FieldDescription, RecordItem, ViewDefinition } from '@/api/types';
import type { Tone } from '@/ui';
import { colourOf } from '@/ui/StateTag';
import { toneOf } from './marks';

/** The colour of an entry: of its choice, else of the first condition that holds, else blue. */
export function entryColour(
  record: RecordItem,
  field: FieldDescription | undefined,
  colours: ViewDefinition['colours'],
): Tone {
  const marked = toneOf(colours, record);
  if (marked) return marked;
  const option = field?.options.find(({ key }) => key === record.values[field.key]);
  return option ? colourOf(option.colour) : 'blue';
}
