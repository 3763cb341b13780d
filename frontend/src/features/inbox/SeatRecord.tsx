import { useCallback, useId, useMemo } from 'react';
import { DescribedEntities, useMe } from '@/api/queries';
import type {
  AppDescription,
  EntityDescription,
  JsonValue,
  LayoutNode,
  RecordItem,
  Values,
} from '@/api/types';
import { ComputeContext, FieldCell, fieldOf, kindOf } from '@/fields';
import type { ComputeField, Label } from '@/fields';
import { atStep, evaluateTo, FormLayout, formOf, formState, variantOn } from '@/forms';
import { useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { EmptyState, useIsPhone } from '@/ui';
import css from './inbox.module.css';
import { words } from './words';

export interface SeatRecordProps {
  app: string;
  entity: string;
  /** The entities that showing the record needs, as its viewer may see them. */
  description: Pick<AppDescription, 'entities' | 'settings' | 'calendar'>;
  record: RecordItem;
  /** The form that the step shows; without it the entity's own. */
  form?: string | null;
  edit?: string[];
  hide?: string[];
  require?: string[];
  /** What has been filled in here and goes along with the decision. */
  values?: Values;
  labels?: RecordItem['labels'];
  problems?: Record<string, string[]>;
  onChange?: (key: string, value: JsonValue, label?: Label) => void;
}

/** The record as a seat shows it, arranged as its form; the node's fields can be filled in. */
export function SeatRecord(props: SeatRecordProps) {
  const t = words.use();
  const { app, description } = props;
  const type = description.entities[props.entity];
  const described = useMemo(() => ({ app, entities: description.entities }), [app, description]);
  if (!type) return <EmptyState text={t('gone')} />;
  return (
    <DescribedEntities value={described}>
      <Loaded {...props} type={type} />
    </DescribedEntities>
  );
}

const NONE: string[] = [];

interface LoadedProps extends SeatRecordProps {
  type: EntityDescription;
}

function Loaded({
  app,
  type,
  description: { entities, settings, calendar },
  record,
  form: named,
  edit = NONE,
  hide = [],
  require = [],
  values = {},
  labels = {},
  problems = {},
  onChange,
}: LoadedProps) {
  const me = useMe().data?.person;
  const phone = useIsPhone();
  const form = useMemo(() => {
    const chosen = formOf(type, named ?? undefined, true);
    return atStep(chosen, edit, variantOn(chosen, phone));
  }, [type, named, edit, phone]);
  const context = useMemo(() => ({ me, settings, calendar, entities }), [me, settings, calendar, entities]);
  // The columns of a list that are computed follow what is typed into it.
  const compute = useCallback<ComputeField>(
    (tree, row, child, column, referenced) =>
      evaluateTo(tree, child, row, { ...context, referenced: referenced ?? {} }, column),
    [context],
  );
  // What is filled in here moves what the form hides, closes, sets and computes, as on the record itself.
  const { hidden, locked, shown } = useMemo(() => {
    const now = { ...record.values, ...values };
    const state = formState(form, type, now, context);
    // As long as nothing is, the record is shown as it is stored.
    if (Object.keys(values).length === 0) return { ...state, shown: record };
    const settled = { ...now, ...state.set };
    for (const [key, tree] of Object.entries(type.expressions))
      settled[key] = evaluateTo(tree, type, settled, context, key);
    return { ...state, shown: { ...record, values: settled } };
  }, [form, type, record, values, context]);
  const renderField = (item: LayoutNode & { field: string }) => {
    const field = fieldOf(type, item.field);
    if (!field || hide.includes(field.key) || field.readable === false) return null;
    const open = edit.includes(field.key) && !locked.has(field.key) && !kindOf(field.type).computed;
    if (!open && hidden.has(field.key)) return null;
    const filled = field.key in values;
    return (
      <SeatField
        app={app}
        type={type}
        item={item}
        record={shown}
        open={open}
        required={require.includes(field.key)}
        value={filled ? (values[field.key] ?? null) : (record.values[field.key] ?? null)}
        label={filled ? labels[field.key] : (record.labels[field.key] ?? undefined)}
        problems={problems[field.key]}
        onChange={(value, label) => onChange?.(field.key, value, label)}
      />
    );
  };
  return (
    <ComputeContext value={compute}>
      <FormLayout layout={form.layout} entity={type} renderField={renderField} />
    </ComputeContext>
  );
}

interface SeatFieldProps {
  app: string;
  type: EntityDescription;
  item: LayoutNode & { field: string };
  record: RecordItem;
  open: boolean;
  required: boolean;
  value: JsonValue;
  label: Label | undefined;
  problems: string[] | undefined;
  onChange: (value: JsonValue, label?: Label) => void;
}

function SeatField({
  app,
  type,
  item,
  record,
  open,
  required,
  value,
  label,
  problems,
  onChange,
}: SeatFieldProps) {
  const shared = common.use();
  const text = useText();
  const id = useId();
  const field = fieldOf(type, item.field);
  if (!field) return null;
  const name = text(item.label ?? field.label) || field.key;
  const { Widget } = kindOf(field.type);
  return (
    <div className={`${css.field} ${open ? css.open : ''}`} data-problem={problems && name}>
      <label className={css.label} htmlFor={open ? id : undefined}>
        {name}
        {required && (
          <span className={css.star} title={shared('required')}>
            {' '}
            *
          </span>
        )}
      </label>
      {open ? (
        <Widget
          id={id}
          field={{ ...field, required: field.required || required, label: item.label ?? field.label }}
          app={app}
          value={value}
          labelText={label}
          item={item}
          invalid={problems !== undefined}
          describedBy={problems ? `${id}-problem` : undefined}
          onChange={onChange}
        />
      ) : (
        <div className={css.value}>
          <FieldCell app={app} field={field} record={record} />
        </div>
      )}
      {problems && (
        <span id={`${id}-problem`} role="alert" className={css.problem}>
          {sentences(problems)}
        </span>
      )}
    </div>
  );
}
