/** Edits made in a list, which can be undone and done again as long as nobody has changed the same since. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { useRefreshRecords } from '@/api/queries';
import type { Values } from '@/api/types';
import { valueOf } from '@/fields';
import { sentences } from '@/i18n/lists';
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

/** Give records back the values they had (or got); returns how many could not be, and why the first was refused. */
async function give(
  app: string,
  entity: string,
  edited: EditedRecord[],
  from: 'before' | 'after',
  to: 'before' | 'after',
): Promise<{ failed: number; reason: string }> {
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
  const refused = answers.flatMap((item) => ('error' in item ? item.error : []));
  const messages = refused[0]?.errors.map(({ message }) => message) ?? [];
  return {
    failed: edited.length - items.length + refused.length,
    reason: messages.length > 0 ? sentences(messages) : (refused[0]?.detail ?? ''),
  };
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
        const { failed, reason } = await give(app, entity, edit.records, from, to);
        const count = edit.records.length - failed;
        // What could not be taken back at all cannot be done again either.
        const also = count > 0 ? [edit] : [];
        const others = (stack: Edit[]) => stack.filter((one) => one !== edit);
        setStacks(({ done, undone }) =>
          direction === 'undo'
            ? { done: others(done), undone: [...undone, ...also] }
            : { done: [...done, ...also], undone: others(undone) },
        );
        refresh(app, entity);
        if (count === 0) toast(reason ? t('undoRefused', { reason }) : t('undoNone'), { bad: true });
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
