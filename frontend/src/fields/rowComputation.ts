import { createContext, useCallback, useContext } from 'react';
import type { EntityDescription, FormulaTree, JsonValue, Localised, RecordItem } from '@/api/types';
import type { Row } from './rows';

/** Records that references of a row point to, by the key of the reference. */
export type Referenced = Record<string, RecordItem | null>;

/** Computes a typed tree over a row of JSON values; supplied by forms/, which knows the evaluator. */
export type ComputeField = (
  tree: FormulaTree,
  row: Row,
  entity: EntityDescription,
  key: string,
  referenced?: Referenced,
) => JsonValue;

export const ComputeContext = createContext<ComputeField | null>(null);

/** What the form of a sub-table's rows does with one row. */
export interface RowState {
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  offered: Readonly<Record<string, readonly string[]>>;
  /** What rules set, so that the row shows it. */
  set: Row;
  /** What the rules say, by column. */
  refused: Readonly<Record<string, readonly Localised[]>>;
  warned: Readonly<Record<string, readonly Localised[]>>;
  /** Conditions on what the pickers of columns offer. */
  filters: Readonly<Record<string, string>>;
}

/** Plays the rules of a row by the key of its form, the same state while nothing changes; supplied by forms/. */
export type PlayRow = (form: string, entity: EntityDescription, row: Row, name: string) => RowState | null;

export const RowRulesContext = createContext<PlayRow | null>(null);

/** Fill the computed columns of a sub-table's row, so that totals follow what is typed. */
export function useRowComputation(entity: EntityDescription | undefined): (row: Row) => Row {
  const compute = useContext(ComputeContext);
  return useCallback(
    (row) => {
      if (!compute || !entity) return row;
      const next = { ...row };
      for (const [key, tree] of Object.entries(entity.expressions))
        next[key] = compute(tree, next, entity, key);
      return next;
    },
    [compute, entity],
  );
}

/**
 * Fill in the defaults of a row where nothing stands, or what an earlier choice proposed; what a person typed
 * stays.
 */
export function useRowProposal(
  entity: EntityDescription | undefined,
): ((row: Row, referenced: Referenced) => Row) | null {
  const compute = useContext(ComputeContext);
  const propose = useCallback(
    (row: Row, referenced: Referenced) => {
      const next = { ...row };
      for (const [key, tree] of Object.entries(entity?.defaults ?? {})) {
        const now = next[key] ?? null;
        if (now !== null && now !== '' && !isSame(now, next[`${key}$proposed`])) continue;
        const found = entity && compute ? compute(tree, next, entity, key, referenced) : null;
        if (found === null || isError(found)) continue;
        next[key] = found;
        next[`${key}$proposed`] = found;
      }
      return next;
    },
    [compute, entity],
  );
  return compute && Object.keys(entity?.defaults ?? {}).length > 0 ? propose : null;
}

const isSame = (one: JsonValue, other: JsonValue | undefined) =>
  JSON.stringify(one) === JSON.stringify(other);

const isError = (value: JsonValue) => typeof value === 'object' && value !== null && 'error' in value;
