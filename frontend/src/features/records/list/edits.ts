/** Edits made in a list, which can be undone and done again as long as nobody has changed the same since. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { useRefreshRecords } from '@/api/queries';
import type { Values } from '@/api/types';
import { valueOf } from '@/fields';
import { sentences } from '@/i18n/lists';
import { toast, useProblemText } from '@/ui';
import { fetchRecords, runBatch } from './batches';
import type { BatchItem } from './batches';
import { listWords } from './listWords';

export interface EditedRecord {
  id: string;
  before: Values;
  after: Values;
}

/** What was done, in words (“Amount of Big Deal”): values changed, or records put into the trash, by their ids. */
export type Edit = { what: string } & ({ records: EditedRecord[] } | { removed: string[] });

export interface Edits {
  /** Remember what was changed just now. */
  note: (edit: Edit) => void;
  undo: () => void;
  redo: () => void;
  /** Undo one edit in particular. */
  undoThis: (edit: Edit) => void;
  toUndo: Edit | undefined;
  toRedo: Edit | undefined;
  busy: boolean;
}

const MOST_EDITS = 100;

const same = (left: unknown, right: unknown) =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

interface Outcome {
  done: number;
  failed: number;
  /** Why the first was refused. */
  reason: string;
}

function outcomeOf(wanted: number, answers: BatchItem[]): Outcome {
  const refused = answers.flatMap((item) => ('error' in item ? item.error : []));
  const messages = refused[0]?.errors.map(({ message }) => message) ?? [];
  const done = answers.length - refused.length;
  return {
    done,
    failed: wanted - done,
    reason: messages.length > 0 ? sentences(messages) : (refused[0]?.detail ?? ''),
  };
}

/** Take records out of the trash. */
async function restore(app: string, entity: string, ids: string[]): Promise<Outcome> {
  const items = ids.map((id) => ({ op: 'restore', id }));
  return outcomeOf(ids.length, await runBatch(app, entity, items));
}

/** Put records into the trash again. */
async function remove(app: string, entity: string, ids: string[]): Promise<Outcome> {
  const records = await fetchRecords(app, entity, ids, []);
  const items = records.map(({ id, version }) => ({ op: 'delete', id, version }));
  return outcomeOf(ids.length, await runBatch(app, entity, items));
}

/** Give records back the values they had (or got). */
async function give(
  app: string,
  entity: string,
  edited: EditedRecord[],
  from: 'before' | 'after',
  to: 'before' | 'after',
): Promise<Outcome> {
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
  return outcomeOf(edited.length, await runBatch(app, entity, items));
}

function take(app: string, entity: string, edit: Edit, direction: 'undo' | 'redo'): Promise<Outcome> {
  const undo = direction === 'undo';
  if ('removed' in edit) return (undo ? restore : remove)(app, entity, edit.removed);
  return undo
    ? give(app, entity, edit.records, 'after', 'before')
    : give(app, entity, edit.records, 'before', 'after');
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
        const { done: count, failed, reason } = await take(app, entity, edit, direction);
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
      undoThis: (edit: Edit) => void go(edit, 'undo'),
      toUndo,
      toRedo,
      busy,
    }),
    [note, go, toUndo, toRedo, busy],
  );
}
