/** How the states of a record stand on its page: the way that most take, and the ways out of it. */
import type { EntityDescription, FieldDescription, RecordItem, StateMachine } from '@/api/types';

export type Transition = StateMachine['transitions'][number];
type Option = FieldDescription['options'][number];

export interface Stage {
  option: Option;
  current: boolean;
  passed: boolean;
  /** The step that leads there from the present state. */
  step?: Transition;
  /** Only these take the step; nobody does it by hand. */
  byMachine: ('flow' | 'rule')[];
  open: boolean;
}
export interface Stages {
  path: Stage[];
  exits: Stage[];
  present?: Stage;
}

const listOf = (value: string | string[] | undefined | null): string[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/**
 * The keys of the states beside the way: those that mean a loss, and, where the machine knows what winning
 * is, those that only lead back (a lead put aside to be nurtured).
 */
export function exitsOf(machine: StateMachine, keys: string[]): Set<string> {
  const stage = (key: string) => machine.stages?.[key];
  const exits = new Set(keys.filter((key) => stage(key)?.lost));
  if (!keys.some((key) => stage(key)?.won)) return exits;
  for (const key of keys.toReversed()) {
    if (exits.has(key) || stage(key)?.won) continue;
    const forward = keys.slice(keys.indexOf(key) + 1).filter((later) => !exits.has(later));
    const leads = machine.transitions.some(
      ({ from, to }) =>
        (listOf(from).includes(key) || listOf(from).includes('*')) && (to === '*' || forward.includes(to)),
    );
    if (!leads) exits.add(key);
  }
  return exits;
}

export function stagesOf(
  machine: StateMachine,
  field: FieldDescription,
  record: RecordItem,
  mayChange: boolean,
): Stages {
  const present = (record.values[machine.field] as string | null) ?? null;
  const keys = field.options.map((option) => option.key);
  const exits = exitsOf(machine, keys);
  const steps = machine.transitions.filter(({ from }) => {
    const froms = listOf(from);
    return froms.includes('*') || (present !== null && froms.includes(present));
  });
  const onPath = present !== null && !exits.has(present);
  const stages = field.options.map((option, index): Stage => {
    const current = option.key === present;
    const step = steps.find((found) => found.to === option.key || found.to === '*');
    const by = listOf(step?.by);
    const byMachine =
      by.length > 0 && by.every((who) => who === 'flow' || who === 'rule') ? (by as Stage['byMachine']) : [];
    return {
      option,
      current,
      step,
      byMachine,
      passed: onPath && index < keys.indexOf(present),
      open: Boolean(step) && !current && mayChange && field.changeable && byMachine.length === 0,
    };
  });
  return {
    path: stages.filter(({ option }) => !exits.has(option.key)),
    exits: stages.filter(({ option }) => exits.has(option.key)),
    present: stages.find(({ current }) => current),
  };
}

export function guidanceOf(type: EntityDescription, stage: Stage | undefined) {
  return stage && type.states?.stages?.[stage.option.key]?.guidance;
}
