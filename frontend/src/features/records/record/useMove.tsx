import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { keys, recordsPath, useRefreshRecords } from '@/api/queries';
import type { EntityDescription, RecordItem } from '@/api/types';
import { fieldOf, valueOf } from '@/fields';
import { saveRecord, settleEditors, useFormInPlace, useSaved } from '@/forms';
import { useRefreshFlows } from '@/flows/useRefreshFlows';
import { useText } from '@/i18n';
import { toast, useProblemText } from '@/ui';
import { useReason } from '../list/useChange';
import { words } from '../words';
import { asksFirst, stepBetween } from './gate';
import type { Gate } from './MoveDialog';

// Fetched when a step asks for something first.
const MoveDialog = lazy(() => import('./MoveDialog').then((module) => ({ default: module.MoveDialog })));

/** Told of a move with the keys of all that it changed: a gate may have asked for more than the state. */
export type Moved = (before: RecordItem, saved: RecordItem, keys: string[]) => void;

/** Change a state; when a gate refuses, ask for what is missing and try again; without `onMoved`, offer to undo it. */
export function useMove(
  app: string,
  type: EntityDescription,
  onMoved?: Moved,
): {
  move: (record: RecordItem, field: string, to: string) => Promise<void>;
  dialog: ReactNode;
} {
  const t = words.use();
  const text = useText();
  const problemText = useProblemText();
  const reasonOf = useReason();
  const client = useQueryClient();
  const refresh = useRefreshRecords();
  const refreshFlows = useRefreshFlows();
  const told = useSaved();
  const form = useFormInPlace(type);
  const [gate, setGate] = useState<Gate | null>(null);

  const nameOf = (field: string, option: string) => {
    const found = fieldOf(type, field)?.options.find((item) => item.key === option);
    return found ? text(found.label) : option;
  };
  const giveBack = async (before: RecordItem, saved: RecordItem, keys: string[], state: string) => {
    try {
      const values = Object.fromEntries(keys.map((key) => [key, valueOf(before, key)]));
      told(app, type.key, await saveRecord(app, type.key, saved, values), t('moved', { state }));
    } catch (problem) {
      toast(reasonOf(problem), { bad: true });
      refresh(app, type.key);
    }
  };
  const finish = (before: RecordItem, saved: RecordItem, field: string, keys: string[]) => {
    setGate(null);
    const from = valueOf(before, field);
    const to = String(valueOf(saved, field));
    const say = t('moved', { state: nameOf(field, to) });
    onMoved?.(before, saved, keys);
    const mayUndo =
      !onMoved && saved.visible !== false && typeof from === 'string' && leadsBack(field, to, from);
    told(app, type.key, saved, mayUndo ? undefined : say);
    if (!mayUndo) return;
    const undo = () => void giveBack(before, saved, keys, nameOf(field, from));
    toast(say, { action: { label: t('undoMove'), onSelect: undo } });
  };
  /** A step back may be taken at once: it is drawn, and asks for nothing. */
  const leadsBack = (field: string, to: string, from: string) => {
    const back = stepBetween(type, to, from);
    return type.states?.field !== field || (back !== undefined && !asksFirst(back));
  };

  /** A row of a list has few of its fields; a gate may ask for any. */
  const whole = (record: RecordItem) =>
    api.get<RecordItem>(recordsPath(app, type.key, `/${record.id}`)).catch(() => record);

  const move = async (seen: RecordItem, field: string, to: string) => {
    if (!(await settleEditors())) return;
    // What an open editor held has been saved just now: the record has a new version.
    const record = client.getQueryData<RecordItem>(keys.record(app, type.key, seen.id)) ?? seen;
    // A step that is approved first, or that has points or advice, shows them before anything is tried.
    const step = stepBetween(type, (record.values[field] as string | null) ?? null, to);
    if (type.states?.field === field && asksFirst(step)) {
      setGate({ record: await whole(record), field, to, problems: [] });
      return;
    }
    try {
      const saved = await saveRecord(app, type.key, record, { [field]: to }, form);
      finish(record, saved, field, [field]);
    } catch (problem) {
      if (isProblem(problem) && problem.status === 422) {
        setGate({
          record: await whole(record),
          field,
          to,
          problems: problem.errors,
          detail: problem.errors.length === 0 ? problemText(problem) : undefined,
        });
      } else {
        toast(problemText(problem), { bad: true });
        refresh(app, type.key);
      }
    }
  };

  return {
    move,
    dialog: gate && (
      <Suspense>
        <MoveDialog
          app={app}
          type={type}
          gate={gate}
          stateName={nameOf(gate.field, gate.to)}
          onClose={() => setGate(null)}
          onMoved={(saved, keys) => finish(gate.record, saved, gate.field, keys)}
          onAsked={() => {
            setGate(null);
            refreshFlows(app, type.key, gate.record.id);
            toast(t('askedFor', { state: nameOf(gate.field, gate.to) }));
          }}
        />
      </Suspense>
    ),
  };
}
