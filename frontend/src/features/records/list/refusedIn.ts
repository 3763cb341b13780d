import type { EntityDescription, FieldDescription } from '@/api/types';
import type { FieldProblem } from '@/api/problem';
import { fieldOf } from '@/fields';
import { placeOf } from '@/forms/validate';
import { paired } from '@/i18n/lists';

/** What is refused in a batch, with the name of its field unless that is the only one changed. */
export function refusedIn(
  found: FieldProblem,
  type: EntityDescription,
  changed: readonly string[],
  text: (label: FieldDescription['label'] | undefined) => string,
): string {
  const pointer = found.pointer.replace(/^\/items\/\d+\/values/, '');
  const place = placeOf({ ...found, pointer }, type, {});
  if (!place || (changed.length === 1 && place.field === changed[0])) return found.message;
  return paired(text(fieldOf(type, place.field)?.label), place.message);
}
