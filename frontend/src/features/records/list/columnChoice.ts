import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import type { ViewDefinition } from '@/api/types';
import type { Total } from './groups';

export type Density = NonNullable<ViewDefinition['density']>;

/** How a view is arranged: the person's own choice over what the view says. */
export interface ColumnChoice {
  keys: string[];
  widths: Record<string, number>;
  frozen: number;
  density: Density;
  /** What stands below columns; null where the view has a total that the person put away. */
  totals: Record<string, Total | null>;
}

function read(name: string): Partial<ColumnChoice> {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<ColumnChoice>;
  } catch {
    return {};
  }
}

const PAUSE = 800;

/**
 * Columns, widths, frozen columns, height of rows and totals as this person arranged them. The server keeps it for
 * all devices; what this browser remembers stands in for it until it has answered.
 */
export function useColumnChoice(
  app: string,
  entity: string,
  view: string,
  usual: string[],
  definition: ViewDefinition | undefined,
  kept: Partial<ColumnChoice> | undefined,
) {
  const name = `dougong.columns.${app}.${entity}.${view}`;
  const [own, setOwn] = useState<Partial<ColumnChoice>>(() => read(name));
  const pending = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => setOwn(read(name)), [name]);
  useEffect(() => {
    if (kept === undefined || pending.current !== null) return;
    localStorage.setItem(name, JSON.stringify(kept));
    setOwn(kept);
  }, [kept, name]);

  const send = useCallback(
    (choice: Partial<ColumnChoice> | null) => {
      if (pending.current !== null) clearTimeout(pending.current);
      pending.current = setTimeout(() => {
        pending.current = null;
        // What cannot be kept for other devices is kept here all the same.
        void api.put('/views/choice', { app, entity, view, choice }).catch(() => undefined);
      }, PAUSE);
    },
    [app, entity, view],
  );
  const change = useCallback(
    (part: Partial<ColumnChoice>) =>
      setOwn((before) => {
        const next = { ...before, ...part };
        localStorage.setItem(name, JSON.stringify(next));
        send(next);
        return next;
      }),
    [name, send],
  );
  const reset = useCallback(() => {
    localStorage.removeItem(name);
    setOwn({});
    send(null);
  }, [name, send]);
  return {
    keys: own.keys ?? usual,
    widths: own.widths ?? definition?.widths ?? {},
    frozen: own.frozen ?? definition?.frozen ?? 1,
    density: own.density ?? definition?.density ?? ('usual' as Density),
    totals: { ...definition?.totals, ...own.totals } as Record<string, Total | null>,
    changed: Object.keys(own).length > 0,
    change,
    reset,
  };
}

export type Choice = ReturnType<typeof useColumnChoice>;
