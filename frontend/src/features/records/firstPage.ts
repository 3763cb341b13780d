import type { AppDescription, MenuItem } from '@/api/types';
import { listAddress } from '@/app/menu';
import { paths } from '@/ui/paths';

function addressOf(app: AppDescription, item: MenuItem): string | null {
  if (item.items)
    return item.items.map((child) => addressOf(app, child)).find((found) => found !== null) ?? null;
  if (item.entity && app.entities[item.entity]) return listAddress(app, item, item.entity);
  if (item.dashboard && app.dashboards.some((dashboard) => dashboard.key === item.dashboard))
    return paths.dashboard(app.key, item.dashboard);
  return null;
}

/** Where an app opens: its first menu item, else the first entity that may be seen. */
export function firstPage(app: AppDescription): string | null {
  for (const item of app.menu) {
    const found = addressOf(app, item);
    if (found) return found;
  }
  const entity = Object.values(app.entities).find(
    (candidate) => !candidate.parent && candidate.actions.length > 0,
  );
  return entity ? paths.list(app.key, entity.key) : null;
}
