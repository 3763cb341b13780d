/** Lines that still lack a value: kept as they are, and never read as a wider condition. */
import { ALONE, HOLE, isGroup, readConditions } from './conditions';
import type { Condition, Group } from './conditions';

/** Whether a line says all that its operator needs. */
export function isFinished({ path, operator, values }: Condition): boolean {
  if (!path) return false;
  if (ALONE.includes(operator)) return true;
  const given = values.filter((value) => value.trim() !== '');
  return given.length >= (operator === 'between' ? 2 : 1);
}

/** Whether any line still lacks its field or its value. */
export function lacksValues(item: Condition | Group): boolean {
  return isGroup(item) ? item.items.some(lacksValues) : !isFinished(item);
}

/** The lines that are finished: for a search, which may go on with what is there. */
export function finishedOf(group: Group): Group {
  return {
    ...group,
    items: group.items.flatMap((item): (Condition | Group)[] =>
      isGroup(item) ? [finishedOf(item)] : isFinished(item) ? [item] : [],
    ),
  };
}

/** Whether a text holds lines that still lack a value. */
export function isUnfinished(text: string | undefined): boolean {
  const read = text?.includes(HOLE) ? readConditions(text) : null;
  return read !== null && lacksValues(read);
}
