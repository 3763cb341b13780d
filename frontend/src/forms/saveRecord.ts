import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { recordsPath } from '@/api/queries';
import type { RecordItem, Values } from '@/api/types';
import { valueOf } from '@/fields';
import type { Chosen } from './starting';
import type { FormUsed } from './variants';

const MOST_TRIES = 4;

/** Says whether fields still have the values that the person saw. */
function untouched(current: RecordItem, seen: RecordItem, keys: string[]): boolean {
  return keys.every((key) => JSON.stringify(valueOf(current, key)) === JSON.stringify(valueOf(seen, key)));
}

/**
 * Change a record on top of the version that was seen.
 *
 * `ticked` are the points of a checklist; `used` is the form it was changed in: its rules hold on the server too; `chosen` are people picked for requests. When somebody (often a rule) changed other fields meanwhile, the change is made on top of theirs; when the same
 * field was changed, the Problem 412 is thrown for the person to decide.
 */
export async function saveRecord(
  app: string,
  entity: string,
  seen: RecordItem,
  values: Values,
  used?: FormUsed & { chosen?: Chosen },
  ticked?: number[],
): Promise<RecordItem> {
  let version = seen.version;
  for (let tries = 1; ; tries += 1) {
    try {
      return await api.patch<RecordItem>(
        recordsPath(app, entity, `/${seen.id}`),
        { values, ...used, ...(ticked?.length ? { ticked } : {}) },
        { ifMatch: version },
      );
    } catch (problem) {
      const current =
        isProblem(problem) && problem.status === 412
          ? (problem.current as RecordItem | undefined)
          : undefined;
      if (!current || tries >= MOST_TRIES || !untouched(current, seen, Object.keys(values))) throw problem;
      version = current.version;
    }
  }
}
