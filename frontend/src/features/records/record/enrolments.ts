/** Records let into a sequence, each by itself. */
import { api } from '@/api/client';
import { recordsPath } from '@/api/queries';
import type { EnrolledRecords } from '@/api/types';

/** The server takes so many at once. */
const AT_ONCE = 200;

/** Let records enter a sequence; how many did, and why others did not. */
export async function enrolRecords(
  app: string,
  entity: string,
  sequence: string,
  ids: string[],
): Promise<{ entered: number; refused: string[] }> {
  const refused: string[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const records = ids.slice(at, at + AT_ONCE);
    const answer = await api.post<EnrolledRecords>(recordsPath(app, entity, '/enrol'), { sequence, records });
    for (const item of answer.items) if ('error' in item) refused.push(item.error.detail);
  }
  return { entered: ids.length - refused.length, refused };
}
