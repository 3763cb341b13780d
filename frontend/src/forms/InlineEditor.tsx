import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { useEffect, useRef, useState } from 'react';
import { isProblem } from '@/api/problem';
import type { FieldProblem } from '@/api/problem';
import type { EntityDescription, FieldDescription, JsonValue, LayoutNode, RecordItem } from '@/api/types';
import { kindOf, valueOf } from '@/fields';
import type { Label } from '@/fields';
import { useText } from '@/i18n';
import { paired, sentences } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import css from './forms.module.css';
import { useInPlace } from './inPlace';
import { LeaveGuard } from './LeaveGuard';
import { useOpenEditor } from './openEditors';
import { useSaved } from './saved';
import { saveRecord } from './saveRecord';
import { checkValue, placeOf } from './validate';

export interface InlineEditorProps {
  app: string;
  entity: EntityDescription;
  record: RecordItem;
  field: FieldDescription;
  item?: LayoutNode;
  /** Without buttons, for a cell of a list: Enter and leaving save, Escape gives up. */
  bare?: boolean;
  onDone: () => void;
  /** The value was changed, from what to what. */
  onSaved?: (record: RecordItem, before: JsonValue, after: JsonValue) => void;
  /** Stale version: the caller shows both. */
  onConflict?: (current: RecordItem, mine: JsonValue, label: Label | undefined) => void;
}

/** One value edited where it stands; saved at once, and only shown as saved when the server has it. */
export function InlineEditor({
  app,
  entity,
  record: present,
  field,
  item,
  bare,
  onDone,
  onSaved,
  onConflict,
}: InlineEditorProps) {
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const tell = useSaved();
  // The version that was seen when editing began.
  const [record] = useState(present);
  const start = valueOf(record, field.key);
  const latest = useRef<{ value: JsonValue; label?: Label }>({
    value: start,
    label: record.labels[field.key],
  });
  const [value, setValue] = useState(latest.current);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const ended = useRef(false);
  const saving = useRef<Promise<boolean> | null>(null);
  const pending = useRef<Promise<void> | null>(null);
  const { Widget } = kindOf(field.type);
  const form = useInPlace(app, entity, record);
  const closed = form.closed(field.key);
  const { refused, warned, offered, filter } = form.told(field.key, value.value);
  const changed = (next: JsonValue) => JSON.stringify(next) !== JSON.stringify(start);

  const attempt = async (): Promise<boolean> => {
    await pending.current;
    const next = latest.current;
    if (ended.current || !changed(next.value)) {
      ended.current = true;
      onDone();
      return true;
    }
    const told = form.told(field.key, next.value).refused;
    const fault = checkValue(field, next.value, field.required) ?? (told.length > 0 ? sentences(told) : null);
    if (fault) {
      setError(fault);
      return false;
    }
    setBusy(true);
    setError(null);
    try {
      const saved = await saveRecord(app, entity.key, record, { [field.key]: next.value }, form.used);
      ended.current = true;
      tell(app, entity.key, saved);
      for (const message of new Set(saved.warnings?.map((warning) => warning.message)))
        toast(message, { long: true });
      onSaved?.(saved, start, valueOf(saved, field.key));
      onDone();
      return true;
    } catch (problem) {
      setBusy(false);
      if (isProblem(problem) && problem.status === 412 && problem.current && onConflict) {
        ended.current = true;
        onConflict(problem.current as RecordItem, next.value, next.label ?? undefined);
        return false;
      }
      const messages = isProblem(problem) ? problem.errors.map((found) => placed(found)) : [];
      setError(messages.length > 0 ? sentences(messages) : problemText(problem));
      return false;
    }
  };
  /** True when nothing is left to save; whoever asks while it is being saved hears of the same attempt. */
  const save = (): Promise<boolean> => {
    saving.current ??= attempt().finally(() => {
      saving.current = null;
    });
    return saving.current;
  };
  useOpenEditor(save);
  /** What is refused elsewhere in the record is told with the name of its field. */
  const placed = (found: FieldProblem): string => {
    const place = placeOf(found, entity, {});
    if (!place || place.field === field.key) return found.message;
    return paired(text(entity.fields.find(({ key }) => key === place.field)?.label), place.message);
  };
  const giveUp = () => {
    ended.current = true;
    onDone();
  };

  // A cell has no room for a sentence: it is told at the edge, and the cell is left as it is.
  const shut = bare ? closed : null;
  useEffect(() => {
    if (!shut) return;
    toast(shut);
    giveUp();
    // Once, when it is known.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shut]);

  if (shut) return null;
  if (closed)
    return (
      <div className={css.editing} onKeyDown={(event) => event.key === 'Escape' && giveUp()}>
        <span role="status" className={css.help}>
          {closed}
        </span>
        <Button small autoFocus icon={<CloseOutlined />} aria-label={shared('cancel')} onClick={giveUp} />
      </div>
    );
  return (
    <div
      style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 4, width: '100%' }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          event.preventDefault();
          giveUp();
        }
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        if (event.ctrlKey || event.metaKey || (!bare && isLine(event.target))) void save();
      }}
    >
      <div className={css.editing}>
        <div className={css.edited}>
          <Widget
            field={
              offered
                ? {
                    ...field,
                    options: field.options.filter(({ key }) => offered.includes(key) || key === start),
                  }
                : field
            }
            app={app}
            entity={entity.key}
            value={value.value}
            labelText={value.label}
            item={filter ? { ...item, field: field.key, filter } : item}
            // Open before the rules are read: what is typed meanwhile is kept, and the server judges it anyway.
            disabled={busy}
            invalid={error !== null}
            autoFocus
            onChange={(next, label) => {
              latest.current = { value: next, label };
              setValue(latest.current);
            }}
            onPending={(work) => {
              pending.current = work;
            }}
            onCommit={bare ? () => void save() : undefined}
          />
        </div>
        {!bare && (
          <>
            <Button
              small
              look="primary"
              icon={<CheckOutlined />}
              busy={busy}
              aria-label={`${shared('save')} ${text(field.label)}`}
              onClick={() => void save()}
            />
            <Button small icon={<CloseOutlined />} aria-label={shared('cancel')} onClick={giveUp} />
          </>
        )}
      </div>
      {!bare && <LeaveGuard dirty={changed(value.value) && !ended.current} />}
      {changed(value.value) && warned.length > 0 && (
        <span role="status" className={css.warning}>
          {sentences(warned)}
        </span>
      )}
      {(error ?? (changed(value.value) && refused.length > 0 ? sentences(refused) : null)) && (
        <span role="alert" className={css.error}>
          {error ?? sentences(refused)}
        </span>
      )}
    </div>
  );
}

/** One line of typing, where Enter means that it is done; in a list of choices Enter chooses. */
function isLine(target: EventTarget): boolean {
  return (
    target instanceof HTMLInputElement && target.type !== 'file' && target.getAttribute('role') !== 'combobox'
  );
}
