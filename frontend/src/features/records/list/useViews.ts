import { useMemo } from 'react';
import type { AppDescription, EntityDescription, SavedViews } from '@/api/types';
import { menuLine } from '@/app/menu';
import { words } from '../words';
import type { ListView } from './useListState';

/** Views in the order of the menu, what opens first at the front; "All" only when no view shows everything already. */
export function useViews(
  app: AppDescription,
  type: EntityDescription,
  held: SavedViews | undefined,
): ListView[] {
  const t = words.use();
  const saved = held?.items;
  const first = held?.opens;
  return useMemo(() => {
    const order = menuLine(app.menu, type.key)?.views ?? [];
    const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
    const own = [...type.views]
      .sort((a, b) => rank(a.key) - rank(b.key))
      .map((view): ListView => ({ key: view.key, name: view.name, definition: view }));
    const kept = (saved ?? []).map((view): ListView => ({
      key: view.id,
      name: view.name,
      definition: view.definition,
      saved: view,
    }));
    const hasAll = type.views.some((view) => view.kind === 'table' && !view.filter);
    const all: ListView[] = hasAll ? [] : [{ key: 'all', name: t('all'), definition: { kind: 'table' } }];
    const views = [...(order.length > 0 ? [] : all), ...own, ...(order.length > 0 ? all : []), ...kept];
    const usual = own.find((view) => type.views.find(({ key }) => key === view.key)?.default)?.key;
    const opens =
      views.find((view) => view.key === first) ??
      own.find((view) => order.includes(view.key)) ??
      own.find((view) => view.key === usual);
    return opens ? [opens, ...views.filter((view) => view !== opens)] : views;
  }, [app, type, saved, first, t]);
}
