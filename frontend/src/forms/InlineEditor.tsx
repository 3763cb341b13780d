import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { useRef, useState } from 'react';
import { isProblem } from '@/api/problem';
import { useRefreshRecords } from '@/api/queries';
import type { FieldDescription, JsonValue, LayoutNode, RecordItem } from '@/api/types';
import { kindOf, valueOf } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import css from './forms.module.css';
import { saveRecord } from './saveRecord';
import { checkValue } from './validate';

export interface InlineEditorProps {
  app: string;
  entity: string;
  record: RecordItem;
  field: FieldDescription;
  item?: LayoutNode;
  /** Without buttons, for a cell of a list: Enter and leaving save, Escape gives up. */
  bare?: boolean;
  onDone: () => void;
  /** Stale version: the caller shows both. */
  onConflict?: (current: RecordItem, mine: JsonValue, label: string | undefined) => void;
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
  onConflict,
}: InlineEditorProps) {
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const refresh = useRefreshRecords();
  // The version that was seen when editing began.
  const [record] = useState(present);
  const start = valueOf(record, field.key);
  const latest = useRef<{ value: JsonValue; label?: string | null }>({
    value: start,
    label: record.labels[field.key],
  });
  const [value, setValue] = useState(latest.current);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const ended = useRef(false);
  const { Widget } = kindOf(field.type);

  const save = async () => {
    if (ended.current || busy) return;
    const next = latest.current;
    if (JSON.stringify(next.value) === JSON.stringify(start)) {
      ended.current = true;
      onDone();
      return;
    }
    const fault = checkValue(field, next.value, field.required);
    if (fault) {
      setError(fault);
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const saved = await saveRecord(app, entity, record, { [field.key]: next.value });
      ended.current = true;
      refresh(app, entity, saved);
      onDone();
    } catch (problem) {
      setBusy(false);
      if (isProblem(problem) && problem.status === 412 && problem.current && onConflict) {
        ended.current = true;
        onConflict(problem.current as RecordItem, next.value, next.label ?? undefined);
        return;
      }
      const messages = isProblem(problem) ? problem.errors.map((found) => found.message) : [];
      setError(messages.length > 0 ? messages.join(' ') : problemText(problem));
    }
  };
  const giveUp = () => {
    ended.current = true;
    onDone();
  };

  return (
    <div
      style={{ display: 'grid', gap: 4, width: '100%' }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          event.preventDefault();
          giveUp();
        }
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
      }}
    >
      <div className={css.editing}>
        <Widget
          field={field}
          app={app}
          value={value.value}
          labelText={value.label}
          item={item}
          disabled={busy}
          invalid={error !== null}
          autoFocus
          onChange={(next, label) => {
            latest.current = { value: next, label };
            setValue(latest.current);
          }}
          onCommit={bare ? () => void save() : undefined}
        />
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
      {error && (
        <span role="alert" className={css.error}>
          {error}
        </span>
      )}
    </div>
  );
}
