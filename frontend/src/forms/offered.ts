/** Which choices of a field are offered: of a state only those that a person can choose now. */
import type { EntityDescription, FieldDescription, JsonValue } from '@/api/types';

const listOf = (value: string | string[] | null | undefined): string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];

/**
 * Return the options: for a new record the states where one may begin, else the present state and those that a
 * step by hand leads to.
 */
export function offeredOptions(
  entity: EntityDescription,
  field: FieldDescription,
  present: JsonValue,
  creating = false,
): FieldDescription['options'] {
  const machine = entity.states;
  if (machine?.field !== field.key) return field.options;
  if (creating) {
    if (machine.start.length === 0) return field.options;
    return field.options.filter(({ key }) => machine.start.includes(key) || key === present);
  }
  if (typeof present !== 'string') return field.options;
  const steps = machine.transitions.filter(({ from, by }) => {
    const sources = listOf(from);
    const byHand = listOf(by).length === 0 || listOf(by).some((who) => who !== 'flow' && who !== 'rule');
    return byHand && (sources.includes('*') || sources.includes(present));
  });
  const reached = new Set(steps.map(({ to }) => to));
  if (reached.has('*')) return field.options;
  return field.options.filter(({ key }) => key === present || reached.has(key));
}
