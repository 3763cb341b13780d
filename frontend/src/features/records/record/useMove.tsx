import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { keys, recordsPath, useRefreshRecords } from '@/api/queries';
import type { EntityDescription, RecordItem } from '@/api/types';
import { fieldOf } from '@/fields';
import { saveRecord, settleEditors, useSaved } from '@/forms';
import { useText } from '@/i18n';
import { toast, useProblemText } from '@/ui';
import { words } from '../words';
import { stepBetween } from './gate';
import { MoveDialog } from './MoveDialog';
import type { Gate } from './MoveDialog';

/** Change a state; when a gate refuses, ask for what is missing and try again. */
export function useMove(
  app: string,
  type: EntityDescription,
  onMoved?: (before: RecordItem, saved: RecordItem, field: string) => void,
): {
  move: (record: RecordItem, field: string, to: string) => Promise<void>;
  dialog: ReactNode;
} {
  const t = words.use();
  const text = useText();
  const problemText = useProblemText();
  const client = useQueryClient();
  const refresh = useRefreshRecords();
  const told = useSaved();
  const [gate, setGate] = useState<Gate | null>(null);

  const nameOf = (field: string, option: string) => {
    const found = fieldOf(type, field)?.options.find((item) => item.key === option);
    return found ? text(found.label) : option;
  };
  const finish = (saved: RecordItem, field: string, to: string) => {
    told(app, type.key, saved, t('moved', { state: nameOf(field, to) }));
    setGate(null);
  };

  /** A row of a list has few of its fields; a gate may ask for any. */
  const whole = (record: RecordItem) =>
    api.get<RecordItem>(recordsPath(app, type.key, `/${record.id}`)).catch(() => record);

  const move = async (seen: RecordItem, field: string, to: string) => {
    if (!(await settleEditors())) return;
    // What an open editor held has been saved just now: the record has a new version.
    const record = client.getQueryData<RecordItem>(keys.record(app, type.key, seen.id)) ?? seen;
    // A step whose points are to be ticked asks first: nothing is tried that cannot succeed.
    const step = stepBetween(type, (record.values[field] as string | null) ?? null, to);
    if (step?.must_tick && step.checklist.length > 0) {
      setGate({ record: await whole(record), field, to, problems: [] });
      return;
    }
    try {
      const saved = await saveRecord(app, type.key, record, { [field]: to });
      onMoved?.(record, saved, field);
      finish(saved, field, to);
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
      <MoveDialog
        app={app}
        type={type}
        gate={gate}
        stateName={nameOf(gate.field, gate.to)}
        onClose={() => setGate(null)}
        onMoved={(saved) => finish(saved, gate.field, gate.to)}
      />
    ),
  };
}
