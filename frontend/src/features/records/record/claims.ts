/** Records claimed out of a pool, each by itself. */
import { api } from '@/api/client';
import { recordsPath } from '@/api/queries';
import type { ClaimAnswer } from '@/api/types';

/** The server takes so many at once. */
const AT_ONCE = 200;

/** Claim records; how many are the caller's now, and why others are not. */
export async function claimRecords(
  app: string,
  entity: string,
  ids: string[],
): Promise<{ claimed: number; refused: string[] }> {
  const refused: string[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const records = ids.slice(at, at + AT_ONCE);
    const answer = await api.post<ClaimAnswer>(recordsPath(app, entity, '/claim'), { records });
    for (const item of answer.items) if ('error' in item) refused.push(item.error.detail);
  }
  return { claimed: ids.length - refused.length, refused };
}
