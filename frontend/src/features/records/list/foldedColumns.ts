/** Which columns of a board are folded to a narrow strip. */
import { useCallback, useState } from 'react';
import type { StateMachine } from '@/api/types';

/** Folded or open, by the key of the column, as somebody chose it. */
export type FoldChoice = Record<string, boolean>;

const listOf = (value: string | string[] | null | undefined): string[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];

/** States in which a record's way ends: won, lost, or without any step that leads on. */
export function endStates(machine: StateMachine | null, keys: string[]): Set<string> {
  if (!machine) return new Set();
  const leadsOn = (key: string) =>
    machine.transitions.some(({ from }) => listOf(from).includes('*') || listOf(from).includes(key));
  const drawn = machine.transitions.length > 0;
  return new Set(
    keys.filter((key) => {
      const stage = machine.stages[key];
      return Boolean(stage?.won) || Boolean(stage?.lost) || (drawn && !leadsOn(key));
    }),
  );
}

/** An end state without cards is folded, until somebody says otherwise. */
export function isFolded(choice: FoldChoice, key: string, cards: number, ends: Set<string>): boolean {
  return choice[key] ?? (cards === 0 && ends.has(key));
}

function read(name: string): FoldChoice {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? '{}');
    return kept && typeof kept === 'object' && !Array.isArray(kept) ? (kept as FoldChoice) : {};
  } catch {
    return {};
  }
}

/** What this person folded and opened on a board, kept in this browser. */
export function useFoldChoice(
  app: string,
  entity: string,
  group: string,
): [FoldChoice, (key: string, folded: boolean) => void] {
  const name = `dougong.folded.${app}.${entity}.${group}`;
  const [kept, setKept] = useState(() => ({ name, choice: read(name) }));
  if (kept.name !== name) setKept({ name, choice: read(name) });
  const choose = useCallback(
    (key: string, folded: boolean) =>
      setKept((before) => {
        const choice = { ...before.choice, [key]: folded };
        localStorage.setItem(before.name, JSON.stringify(choice));
        return { ...before, choice };
      }),
    [],
  );
  return [kept.choice, choose];
}
