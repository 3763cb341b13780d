/** Edits made in a list, which can be undone and done again as long as nobody has changed the same since. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { useRefreshRecords } from '@/api/queries';
import type { Values } from '@/api/types';
import { valueOf } from '@/fields';
import { toast, useProblemText } from '@/ui';
import { fetchRecords, runBatch } from './batches';
import { listWords } from './listWords';

export interface EditedRecord {
  id: string;
  before: Values;
  after: Values;
}

export interface Edit {
  /** What was changed, in words: “Amount of Big Deal”. */
  what: string;
  records: EditedRecord[];
}

export interface Edits {
  /** Remember what was changed just now. */
  note: (edit: Edit) => void;
  undo: () => void;
  redo: () => void;
  toUndo: Edit | undefined;
  toRedo: Edit | undefined;
  busy: boolean;
}

const MOST_EDITS = 100;

const same = (left: unknown, right: unknown) =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

/** Give records back the values they had (or got); returns how many could not be. */
async function give(
  app: string,
  entity: string,
  edited: EditedRecord[],
  from: 'before' | 'after',
  to: 'before' | 'after',
): Promise<number> {
  const fields = [...new Set(edited.flatMap(({ before }) => Object.keys(before)))];
  const records = await fetchRecords(
    app,
    entity,
    edited.map(({ id }) => id),
    fields,
  );
  const now = new Map(records.map((record) => [record.id, record]));
  const items = edited.flatMap((one) => {
    const record = now.get(one.id);
    const untouched =
      record && Object.entries(one[from]).every(([key, value]) => same(valueOf(record, key), value));
    return untouched ? [{ op: 'update', id: one.id, version: record.version, values: one[to] }] : [];
  });
  const answers = await runBatch(app, entity, items);
  const failed = edited.length - items.length + answers.filter((item) => 'error' in item).length;
  return failed;
}

export function useEdits(app: string, entity: string): Edits {
  const t = listWords.use();
  const refresh = useRefreshRecords();
  const problemText = useProblemText();
  const [{ done, undone }, setStacks] = useState<{ done: Edit[]; undone: Edit[] }>({ done: [], undone: [] });
  const [busy, setBusy] = useState(false);
  const going = useRef(false);

  const note = useCallback(
    (edit: Edit) => setStacks((before) => ({ done: [...before.done, edit].slice(-MOST_EDITS), undone: [] })),
    [],
  );
  const go = useCallback(
    async (edit: Edit, direction: 'undo' | 'redo') => {
      if (going.current) return;
      going.current = true;
      setBusy(true);
      try {
        const [from, to] =
          direction === 'undo' ? (['after', 'before'] as const) : (['before', 'after'] as const);
        const failed = await give(app, entity, edit.records, from, to);
        const count = edit.records.length - failed;
        setStacks((before) =>
          direction === 'undo'
            ? { done: before.done.filter((one) => one !== edit), undone: [...before.undone, edit] }
            : { done: [...before.done, edit], undone: before.undone.filter((one) => one !== edit) },
        );
        refresh(app, entity);
        if (count === 0) toast(t('undoNone'), { bad: true });
        else if (failed > 0) toast(t('undoPartly', { done: count, failed }), { bad: true });
        else toast(t(direction === 'undo' ? 'undone' : 'redone', { what: edit.what }));
      } catch (problem) {
        toast(problemText(problem), { bad: true });
      } finally {
        going.current = false;
        setBusy(false);
      }
    },
    [app, entity, refresh, problemText, t],
  );
  const toUndo = done.at(-1);
  const toRedo = undone.at(-1);
  return useMemo(
    () => ({
      note,
      undo: () => toUndo && void go(toUndo, 'undo'),
      redo: () => toRedo && void go(toRedo, 'redo'),
      toUndo,
      toRedo,
      busy,
    }),
    [note, go, toUndo, toRedo, busy],
  );
}
