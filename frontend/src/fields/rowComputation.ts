import { createContext, useCallback, useContext } from 'react';
import type { EntityDescription, FormulaTree, JsonValue } from '@/api/types';
import type { Row } from './rows';

/** Computes a typed tree over a row of JSON values; supplied by forms/, which knows the evaluator. */
export type ComputeField = (tree: FormulaTree, row: Row, entity: EntityDescription, key: string) => JsonValue;

export const ComputeContext = createContext<ComputeField | null>(null);

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
