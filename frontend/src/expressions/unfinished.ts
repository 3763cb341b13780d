/** Lines that still lack a value: kept as they are, and never read as a wider condition. */
import { ALONE, hasValue, isCompared, isGroup, isListCondition, isTextBlock } from './conditions';
import type { Condition, Group, Item, ListCondition } from './conditions';
import { readConditions } from './reading';
import { HOLE } from './syntax';

const given = (values: string[]) => values.filter((value) => value.trim() !== '').length;

/** Whether a line says all that its operator needs. */
export function isFinished({ path, operator, values }: Condition): boolean {
  if (!path) return false;
  if (ALONE.includes(operator)) return true;
  if (operator === 'last_days' || operator === 'next_days') return /^[1-9]/.test(values[0] ?? '');
  return given(values) >= (operator === 'between' ? 2 : 1);
}

/** Whether a line about a list has its list, its value and what it is compared with; its conditions aside. */
export function isListFinished({ list, measure, value, operator, values }: ListCondition): boolean {
  if (!list) return false;
  if (!isCompared(measure)) return true;
  if (hasValue(measure) && value.trim() === '') return false;
  return given(values) >= (operator === 'between' ? 2 : 1);
}

/** Whether any line still lacks its field or its value. */
export function lacksValues(item: Item): boolean {
  if (isGroup(item)) return item.items.some(lacksValues);
  if (isTextBlock(item)) return item.text.trim() === '';
  if (isListCondition(item)) return !isListFinished(item) || lacksValues(item.where);
  return !isFinished(item);
}

/** The lines that are finished: for a search, which may go on with what is there. */
export function finishedOf(group: Group): Group {
  return {
    ...group,
    items: group.items.flatMap((item): Item[] => {
      if (isGroup(item)) return [finishedOf(item)];
      if (!isListCondition(item)) return lacksValues(item) ? [] : [item];
      return isListFinished(item) ? [{ ...item, where: finishedOf(item.where) }] : [];
    }),
  };
}

/** Whether a text holds lines that still lack a value. */
export function isUnfinished(text: string | undefined): boolean {
  const read = text?.includes(HOLE) ? readConditions(text) : null;
  return read !== null && lacksValues(read);
}
