/** The records that the rules of rows look at through the rows' own references, read a few together. */
import { useEffect, useMemo, useState } from 'react';
import { api } from '@/api/client';
import { recordsPath, useApp } from '@/api/queries';
import type { EntityDescription, LayoutNode, RecordItem, RecordPage, Values } from '@/api/types';
import { fieldOf, targetOf } from '@/fields';
import { rowsOf } from '@/fields/rows';
import { hopsOf } from './evaluate';
import type { FormContext } from './evaluate';
import { rowForms } from './rowState';

/** So many records are asked for at once: their ids stand in the address. */
const TOGETHER = 40;

interface Hop {
  /** The sub-table, and the reference of its rows. */
  table: string;
  key: string;
  app: string;
  entity: string;
  expand: string | undefined;
}

/** Read into the context what rows point to; the number rises whenever something has arrived. */
export function useRowRecords(
  app: string,
  layout: LayoutNode[],
  entity: EntityDescription,
  values: Values,
  context: FormContext,
): number {
  const entities = useApp(app).data?.entities;
  const [arrived, setArrived] = useState(0);
  const [asked] = useState(() => new Set<string>());
  const hops = useMemo(
    () =>
      rowForms(layout).flatMap(({ field, form }): Hop[] => {
        const child = entities?.[fieldOf(entity, field)?.settings.entity ?? ''];
        const rules = child?.forms.find(({ key }) => key === form);
        if (!child || !rules) return [];
        return [...hopsOf([rules.linkage, rules.layout])].flatMap(([key, along]) => {
          const target = targetOf(app, fieldOf(child, key)?.settings.entity);
          return target ? [{ table: field, key, ...target, expand: along.join(',') || undefined }] : [];
        });
      }),
    [app, layout, entity, entities],
  );
  useEffect(() => {
    for (const hop of hops) {
      const ids = rowsOf(values[hop.table] ?? null).flatMap((row) => {
        const id = row[hop.key];
        return typeof id === 'string' && !asked.has(id) ? [id] : [];
      });
      const fresh = [...new Set(ids)];
      for (let at = 0; at < fresh.length; at += TOGETHER) {
        const some = fresh.slice(at, at + TOGETHER);
        for (const id of some) asked.add(id);
        void api
          .get<RecordPage>(recordsPath(hop.app, hop.entity), {
            query: {
              filter: `id IN (${some.map((id) => `"${id}"`).join(', ')})`,
              limit: some.length,
              expand: hop.expand,
            },
          })
          .then(({ items }) => {
            for (const item of items) context.rowRecords?.set(item.id, item as RecordItem);
            setArrived((before) => before + 1);
          })
          .catch(() => undefined);
      }
    }
  }, [hops, values, context, asked]);
  return arrived;
}
