import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { EntityDescription, LayoutNode, Values } from '@/api/types';
import { RowRulesContext } from '@/fields';
import type { PlayRow, RowState } from '@/fields';
import { scopeOf } from './evaluate';
import type { FormContext } from './evaluate';
import { askedAbove, rowState, saidBy } from './rowState';
import { useForm } from './store';
import { useRowRecords } from './rowRecords';

interface Said {
  text: string;
  row: Values;
  /** What was asked of the record above. */
  sight: string;
  state: RowState;
}

/** Lets the rows of sub-tables be played by their own forms, which may ask about the record above. */
export function RowRules({
  app,
  layout,
  entity,
  context,
  children,
}: {
  app: string;
  layout: LayoutNode[];
  entity: EntityDescription;
  context: FormContext;
  children: ReactNode;
}) {
  const values = useForm((state) => state.values);
  const read = useRowRecords(app, layout, entity, values, context);
  // A row is played again only when it changes, or what its rules ask of the record above; it is drawn again only
  // when what they say of it changes.
  const [said] = useState(() => new Map<string, Said>());
  const [asked] = useState(() => new Map<string, string[]>());
  const play = useMemo<PlayRow>(() => {
    const parent = scopeOf(entity, values, context);
    const sights = new Map<string, string>();
    return (form, child, row, name) => {
      let keys = asked.get(form);
      if (!keys) {
        keys = [...askedAbove(child.forms.find(({ key }) => key === form)?.linkage)];
        asked.set(form, keys);
      }
      const above = sights.get(form) ?? JSON.stringify(keys.map((key) => values[key]));
      sights.set(form, above);
      const sight = `${read}${above}`;
      const place = `${form}/${name}`;
      const before = said.get(place);
      if (before?.row === row && before.sight === sight) return before.state;
      const found = rowState(form, child, row, context, parent);
      if (!found) return null;
      const text = saidBy(found);
      const state = before?.text === text ? before.state : found;
      said.set(place, { text, row, sight, state });
      return state;
    };
  }, [entity, values, context, said, asked, read]);
  return <RowRulesContext.Provider value={play}>{children}</RowRulesContext.Provider>;
}
