import type { JsonValue, Values } from '@/api/types';
import { fieldOf } from '@/fields';
import type { SeatView } from '@/flows';
import { written } from '@/forms';

/** What was filled in at a seat, as it goes with the decision. */
export function filledIn({ description, entity }: SeatView, values: Values): Values {
  const type = description?.entities[entity];
  if (!type) return values;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const field = fieldOf(type, key);
      return [key, field ? written(field, value, description.entities) : value];
    }),
  );
}

export function same(one: JsonValue, other: JsonValue): boolean {
  return JSON.stringify(one === '' ? null : one) === JSON.stringify(other === '' ? null : other);
}
