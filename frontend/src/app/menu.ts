/** What an app's menu leads to. */
import type { AppDescription, MenuItem } from '@/api/types';
import { paths } from '@/ui/paths';

/** The first line of the menu that opens the list of an entity, however deep it stands. */
export function menuLine(menu: MenuItem[], entity: string): MenuItem | undefined {
  for (const item of menu) {
    const found = item.items ? menuLine(item.items, entity) : item.entity === entity ? item : undefined;
    if (found) return found;
  }
  return undefined;
}

/**
 * Where a line leads that opens a list. The list itself knows what opens first: what somebody has chosen, else the first
 * view of the first line. Any further line of the same entity is there for its own view.
 */
export function listAddress(app: AppDescription, item: MenuItem, entity: string): string {
  const view = menuLine(app.menu, entity) === item ? undefined : item.views?.[0];
  return paths.list(app.key, entity, view ? { view } : undefined);
}

/** The flows of which the person is told how their requests go: those whose records he sees. */
export const seenFlows = (app: AppDescription): AppDescription['flows'] =>
  app.flows.filter(({ entity }) => app.entities[entity]?.actions.includes('see'));
