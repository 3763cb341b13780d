import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { EntityDescription } from '@/api/types';
import { RowRulesContext } from '@/fields';
import type { PlayRow } from '@/fields';
import { scopeOf } from './evaluate';
import type { FormContext } from './evaluate';
import { rowState } from './rowState';
import { useForm } from './store';

/** Lets the rows of sub-tables be played by their own forms, which may ask about the record above. */
export function RowRules({
  entity,
  context,
  children,
}: {
  entity: EntityDescription;
  context: FormContext;
  children: ReactNode;
}) {
  const values = useForm((state) => state.values);
  const play = useMemo<PlayRow>(() => {
    const parent = scopeOf(entity, values, context);
    return (form, child, row) => rowState(form, child, row, context, parent);
  }, [entity, values, context]);
  return <RowRulesContext.Provider value={play}>{children}</RowRulesContext.Provider>;
}
