import { EditOutlined, LockOutlined } from '@ant-design/icons';
import { useMemo, useState } from 'react';
import { useApp, useMe, useRefreshRecords } from '@/api/queries';
import type { EntityDescription, FieldDescription, JsonValue, LayoutNode, RecordItem } from '@/api/types';
import { FieldCell, fieldOf, kindOf, valueOf } from '@/fields';
import type { Label } from '@/fields';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { useIsPhone } from '@/ui/useMedia';
import { ConflictDialog } from './ConflictDialog';
import { FormLayout } from './FormLayout';
import css from './forms.module.css';
import { InlineEditor } from './InlineEditor';
import { useInPlace } from './inPlace';
import { offeredOptions } from './offered';
import { settleEditors } from './openEditors';
import { useSaved } from './saved';
import { saveRecord } from './saveRecord';
import { formState } from './state';
import { formOf } from './store';
import { variantOn, varied } from './variants';
import { words } from './words';

export interface RecordDetailsProps {
  app: string;
  entity: EntityDescription;
  record: RecordItem;
  formKey?: string;
  /** Click on a value edits it. */
  editable?: boolean;
  /** Narrower than the record's own rights: a seat's fields. */
  mayEdit?: (key: string) => boolean;
  hide?: ReadonlySet<string>;
  /** Opens the whole form, for sub-tables. */
  onEdit?: () => void;
}

/** A record in read mode, arranged as its form; a click on a value edits it in place. */
export function RecordDetails({
  app,
  entity,
  record,
  formKey,
  editable,
  mayEdit,
  hide,
  onEdit,
}: RecordDetailsProps) {
  const t = words.use();
  const refresh = useRefreshRecords();
  const told = useSaved();
  const problemText = useProblemText();
  const me = useMe().data;
  const description = useApp(app).data;
  const phone = useIsPhone();
  const chosen = useMemo(() => formOf(entity, formKey, true), [entity, formKey]);
  const form = useMemo(() => varied(chosen, variantOn(chosen, phone)), [chosen, phone]);
  const [editing, setEditing] = useState<string | null>(null);
  const [conflict, setConflict] = useState<{
    current: RecordItem;
    key: string;
    value: JsonValue;
    label?: Label;
  } | null>(null);
  // Rules may ask about records that this one points to; until those are read it is as its own values say.
  const { state } = useInPlace(app, entity, record);
  const { hidden, locked } = useMemo(
    () =>
      (formKey === undefined ? state : null) ??
      formState(form, entity, record.values, {
        me: me?.person,
        settings: description?.settings,
        calendar: description?.calendar,
        entities: description?.entities ?? {},
      }),
    [form, formKey, state, entity, record, me, description],
  );

  /** One value is edited at a time: what another editor holds is saved first. */
  const edit = async (field: FieldDescription) => {
    if (!(await settleEditors())) return;
    if (field.type === 'sub_table') onEdit?.();
    else setEditing(field.key);
  };

  const renderField = (item: LayoutNode & { field: string }) => {
    const field = fieldOf(entity, item.field);
    if (!field || hidden.has(item.field) || hide?.has(item.field) || field.readable === false) return null;
    const kind = kindOf(field.type);
    const open = Boolean(
      editable &&
      field.changeable &&
      !field.read_only &&
      !kind.computed &&
      !item.read_only &&
      !locked.has(item.field) &&
      (mayEdit?.(item.field) ?? true),
    );
    return (
      <DetailField
        app={app}
        entity={entity}
        record={record}
        item={item}
        open={open}
        note={editable && locked.has(item.field) ? t('lockedByForm') : undefined}
        editing={editing === item.field}
        onEdit={() => void edit(field)}
        onDone={() => setEditing((now) => (now === item.field ? null : now))}
        onConflict={(current, value, label) => {
          setEditing(null);
          setConflict({ current, key: item.field, value, label });
        }}
      />
    );
  };

  return (
    <>
      <FormLayout layout={form.layout} entity={entity} renderField={renderField} />
      {conflict && (
        <ConflictDialog
          app={app}
          entity={entity}
          current={conflict.current}
          mine={{ [conflict.key]: conflict.value }}
          labels={conflict.label ? { [conflict.key]: conflict.label } : {}}
          onClose={() => setConflict(null)}
          onReload={() => {
            refresh(app, entity.key, conflict.current);
            setConflict(null);
          }}
          onSave={(values) => {
            saveRecord(app, entity.key, conflict.current, values)
              .then((saved) => told(app, entity.key, saved))
              .catch((problem: unknown) => toast(problemText(problem), { bad: true }));
            setConflict(null);
          }}
        />
      )}
    </>
  );
}

interface DetailFieldProps {
  app: string;
  entity: EntityDescription;
  record: RecordItem;
  item: LayoutNode & { field: string };
  open: boolean;
  /** Why it is closed, where the form says so. */
  note?: string;
  editing: boolean;
  onEdit: () => void;
  onDone: () => void;
  onConflict: (current: RecordItem, value: JsonValue, label: Label | undefined) => void;
}

function DetailField({
  app,
  entity,
  record,
  item,
  open,
  note,
  editing,
  onEdit,
  onDone,
  onConflict,
}: DetailFieldProps) {
  const t = words.use();
  const text = useText();
  const field = fieldOf(entity, item.field);
  if (!field || kindOf(field.type).unasked) return null;
  const label = text(item.label ?? field.label) || field.key;
  return (
    <div className={css.field} data-field={field.key}>
      <span className={css.label}>{label}</span>
      {editing ? (
        <InlineEditor
          app={app}
          entity={entity}
          record={record}
          field={{
            ...field,
            label: { en: label },
            options: offeredOptions(entity, field, valueOf(record, field.key)),
          }}
          item={item}
          onDone={onDone}
          onConflict={onConflict}
        />
      ) : (
        <div
          className={`${css.value} ${open ? css.editable : ''}`}
          onClick={(event) => {
            if (
              !open ||
              (event.target as HTMLElement).closest('a,button') ||
              window.getSelection()?.toString()
            )
              return;
            onEdit();
          }}
        >
          <div style={{ minWidth: 0, flex: field.type === 'sub_table' ? 1 : undefined }}>
            <FieldCell app={app} field={field} record={record} />
          </div>
          {note && (
            <span className={css.closed} title={note}>
              <LockOutlined aria-label={note} />
            </span>
          )}
          {open && (
            <Button
              small
              look="quiet"
              className={css.pen}
              icon={<EditOutlined />}
              aria-label={t('editField', { field: label })}
              onClick={onEdit}
            />
          )}
        </div>
      )}
    </div>
  );
}
