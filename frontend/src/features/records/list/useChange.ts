import { useCallback, useRef, useState } from 'react';
import { isProblem } from '@/api/problem';
import type { AppDescription, EntityDescription, FieldDescription, RecordItem, Values } from '@/api/types';
import { titleOf, valueOf } from '@/fields';
import { useFormInPlace } from '@/forms/inPlace';
import { useSaved } from '@/forms/saved';
import { saveRecord } from '@/forms/saveRecord';
import { useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { toast, useProblemText } from '@/ui';
import type { Edits } from './edits';
import { listWords } from './listWords';

/** Some values of a record, as they are kept for undoing. */
export const valuesOf = (record: RecordItem, keys: string[]): Values =>
  Object.fromEntries(keys.map((key) => [key, valueOf(record, key)]));

/** Why a change was refused: what is said of its values, else of it as a whole. */
export function useReason(): (problem: unknown) => string {
  const problemText = useProblemText();
  return (problem) =>
    isProblem(problem) && problem.errors.length > 0
      ? sentences(problem.errors.map(({ message }) => message))
      : problemText(problem);
}

/** Values of a record changed by hand on a calendar or plan: shown at once, saved, and to be undone. */
export function useChange(app: AppDescription, type: EntityDescription, edits: Edits) {
  const t = listWords.use();
  const text = useText();
  const told = useSaved();
  const reasonOf = useReason();
  const form = useFormInPlace(type);
  const [ahead, setAhead] = useState<Record<string, Values>>({});

  /** A record as it will be once what is under way is saved. */
  const asChanged = useCallback(
    (record: RecordItem): RecordItem => {
      const values = ahead[record.id];
      return values ? { ...record, values: { ...record.values, ...values } } : record;
    },
    [ahead],
  );
  // One change of a record waits for the one before it, and goes by the version that this one made.
  const saving = useRef(new Map<string, Promise<RecordItem>>());
  const savedAfter = async (before: Promise<RecordItem> | undefined, record: RecordItem, values: Values) => {
    const made = await before?.catch(() => undefined);
    const latest = made && made.version > record.version ? made : record;
    return saveRecord(app.key, type.key, latest, values, form);
  };
  const change = async (record: RecordItem, field: FieldDescription, values: Values, say?: string) => {
    setAhead((now) => ({ ...now, [record.id]: { ...now[record.id], ...values } }));
    const work = savedAfter(saving.current.get(record.id), record, values);
    saving.current.set(record.id, work);
    try {
      const saved = await work;
      told(app.key, type.key, saved, say);
      edits.note({
        what: t('edit_value', { field: text(field.label), title: titleOf(record, type.title) }),
        records: [
          {
            id: record.id,
            before: valuesOf(record, Object.keys(values)),
            after: valuesOf(saved, Object.keys(values)),
          },
        ],
      });
    } catch (problem) {
      toast(reasonOf(problem), { bad: true });
    } finally {
      // What the server has comes with the next answer; until then the change stands.
      setTimeout(() => {
        if (saving.current.get(record.id) !== work) return;
        saving.current.delete(record.id);
        setAhead((now) => Object.fromEntries(Object.entries(now).filter(([id]) => id !== record.id)));
      }, 1200);
    }
  };
  return { asChanged, change };
}

/** Says whether somebody may change a field of a record by hand. */
export const mayChange = (record: RecordItem, ...fields: (FieldDescription | undefined)[]) =>
  record.can.includes('change') && fields.every((field) => !field || (field.changeable && !field.read_only));
