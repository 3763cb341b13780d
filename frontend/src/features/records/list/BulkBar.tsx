import { CloseOutlined, DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { useMemo, useState } from 'react';
import { api, newIdempotencyKey } from '@/api/client';
import { recordsPath, useRefreshRecords } from '@/api/queries';
import type { BatchAnswer, EntityDescription, JsonValue, RecordItem } from '@/api/types';
import { allFields, kindOf } from '@/fields';
import { useLostText } from '@/forms';
import { useText } from '@/i18n';
import { statements } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { Button, ConfirmDialog, Dialog, toast, useProblemText } from '@/ui';
import { Select } from '@/ui/Select';
import { words } from '../words';
import css from './list.module.css';

export interface BulkBarProps {
  app: string;
  type: EntityDescription;
  rows: RecordItem[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** Takes the place of the count when rows are picked. */
export function BulkBar({ app, type, rows, selected, onClear }: BulkBarProps) {
  const t = words.use();
  const shared = common.use();
  const refresh = useRefreshRecords();
  const lost = useLostText();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const picked = useMemo(() => rows.filter((row) => selected.has(row.id)), [rows, selected]);

  /** Each record by itself: one that is refused does not hold back the others. */
  const run = async (items: Record<string, unknown>[]) => {
    const answer = await api.post<BatchAnswer>(
      recordsPath(app, type.key, '/batch'),
      { items, atomic: false },
      { idempotencyKey: newIdempotencyKey() },
    );
    const failed = answer.items.filter((item) => 'error' in item).length;
    const unseen = answer.items.filter((item) => 'visible' in item).length;
    refresh(app, type.key);
    const done = answer.items.length - failed;
    const told = failed ? t('bulkPartly', { done, failed }) : t('bulkDone', { count: done });
    toast(unseen > 0 ? statements([told, lost.some(unseen)]) : told, { bad: failed > 0, long: unseen > 0 });
    onClear();
  };

  return (
    <div className={`${css.foot} ${css.bulk}`} role="region" aria-label={shared('actions')}>
      <strong>{t('selected', { count: selected.size })}</strong>
      {type.actions.includes('change') && (
        <Button small icon={<EditOutlined />} onClick={() => setDoing('edit')}>
          {t('bulkEdit')}
        </Button>
      )}
      {type.actions.includes('delete') && (
        <Button small look="danger" icon={<DeleteOutlined />} onClick={() => setDoing('delete')}>
          {t('bulkDelete')}
        </Button>
      )}
      <span style={{ flex: 1 }} />
      <Button small look="quiet" icon={<CloseOutlined />} onClick={onClear}>
        {t('clearSelection')}
      </Button>
      {doing === 'delete' && (
        <ConfirmDialog
          title={shared('confirmTitle')}
          text={t('bulkDeleteText', { count: picked.length })}
          confirm={t('bulkDelete')}
          danger
          onConfirm={() =>
            run(picked.map((record) => ({ op: 'delete', id: record.id, version: record.version })))
          }
          onClose={() => setDoing(null)}
        />
      )}
      {doing === 'edit' && (
        <BulkEditDialog
          app={app}
          type={type}
          count={picked.length}
          onClose={() => setDoing(null)}
          onApply={(key, value) =>
            run(
              picked.map((record) => ({
                op: 'update',
                id: record.id,
                version: record.version,
                values: { [key]: value },
              })),
            )
          }
        />
      )}
    </div>
  );
}

interface BulkEditDialogProps {
  app: string;
  type: EntityDescription;
  count: number;
  onApply: (key: string, value: JsonValue) => Promise<void>;
  onClose: () => void;
}

function BulkEditDialog({ app, type, count, onApply, onClose }: BulkEditDialogProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const fields = allFields(type).filter(
    (field) =>
      field.changeable &&
      !field.read_only &&
      !kindOf(field.type).computed &&
      field.type !== 'sub_table' &&
      !kindOf(field.type).files,
  );
  const [key, setKey] = useState<string | null>(null);
  const [value, setValue] = useState<{ value: JsonValue; label?: string }>({ value: null });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const field = fields.find((found) => found.key === key);
  const Widget = field ? kindOf(field.type).Widget : null;
  const apply = async () => {
    if (!field) return;
    setBusy(true);
    setError(null);
    try {
      await onApply(field.key, value.value);
      onClose();
    } catch (problem) {
      setError(problemText(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('bulkEditTitle', { count })}
      onClose={onClose}
      width={460}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!field} onClick={() => void apply()}>
            {shared('apply')}
          </Button>
        </>
      }
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Select
          value={key ?? undefined}
          placeholder={t('fieldToChange')}
          aria-label={t('fieldToChange')}
          showSearch={{ optionFilterProp: 'label' }}
          options={fields.map((found) => ({ value: found.key, label: text(found.label) || found.key }))}
          onChange={(next) => {
            setKey(next);
            setValue({ value: null });
          }}
        />
        {field && Widget && (
          <Widget
            key={field.key}
            field={{ ...field, required: false }}
            app={app}
            value={value.value}
            labelText={value.label}
            onChange={(next, label) => setValue({ value: next, label })}
          />
        )}
        {error && (
          <p role="alert" style={{ color: 'var(--red-shade)' }}>
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
