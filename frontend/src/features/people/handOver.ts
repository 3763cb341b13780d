import { api } from '@/api/client';
import type { Holdings, RecordPage } from '@/api/types';

const PAGE = 200;

export const ownedBy = (person: string) => `owner = "${person}"`;

/**
 * Give every record of somebody to somebody else, list by list, a page of records at a time.
 *
 * Returns how many changed hands. One that is refused (by a rule, say) stays and holds no other up.
 */
export async function handOver(from: string, to: string, lists: Holdings['lists']): Promise<number> {
  let moved = 0;
  for (const { app, entity } of lists) {
    const path = `/apps/${encodeURIComponent(app)}/entities/${encodeURIComponent(entity)}/records`;
    const ask = (cursor?: string) =>
      api.post<RecordPage>(`${path}/query`, { filter: ownedBy(from), limit: PAGE, cursor });
    let page = await ask();
    while (page.items.length > 0) {
      const answer = await api.post<{ items: Record<string, unknown>[] }>(`${path}/batch`, {
        atomic: false,
        items: page.items.map(({ id, version }) => ({ op: 'update', id, version, values: { owner: to } })),
      });
      moved += answer.items.filter((item) => 'version' in item && item.version !== null).length;
      if (!page.next) break;
      page = await ask(page.next);
    }
  }
  return moved;
}
