import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { ExpressionContext } from '@/api/types';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import type { Text } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { ExpressionInput } from '@/expressions';
import {
  CheckInput,
  ChoiceInput,
  Labelled,
  ManyInput,
  PickInput,
  TextInput,
  TextPair,
} from '../kit/controls';
import kit from '../kit/kit.module.css';
import css from './documents.module.css';
import { controlOf, membersOf, resolve } from './schema';
import type { Schema, Schemas } from './schema';
import { documentWords, useMemberWord } from './words';

type Row = Record<string, unknown>;

export interface SchemaFormProps {
  app: string;
  kind: string;
  schema: Schema;
  schemas: Schemas;
  value: Row;
  /** The entity that expressions speak of. */
  entity: string;
  inRow?: boolean;
  /** The list that a row stands in. */
  within?: string;
  onChange: (key: string, value: unknown) => void;
}

/** A form drawn from a JSON Schema: every member by the control that fits it, the rest as JSON. */
export function SchemaForm({ schema, inRow = false, value, onChange, ...rest }: SchemaFormProps) {
  return (
    <div className={kit.stack}>
      {membersOf(schema, inRow).map(([key, member]) => (
        <Member
          key={key}
          {...rest}
          name={key}
          schema={member}
          value={value[key]}
          required={schema.required?.includes(key) ?? false}
          onChange={(next) => onChange(key, next)}
        />
      ))}
    </div>
  );
}

interface MemberProps extends Omit<SchemaFormProps, 'value' | 'onChange' | 'inRow'> {
  name: string;
  value: unknown;
  required: boolean;
  onChange: (value: unknown) => void;
}

function Member(props: MemberProps) {
  const { app, kind, name, schema, schemas, value, entity, required, onChange } = props;
  const word = useMemberWord();
  const text = useText();
  const { documents: entities } = useDocuments(app, 'entity');
  const whole = resolve(schema, schemas);
  const label = text(whole['x-label']) || word(name, whole.title);
  const line = (next: string) => onChange(next === '' ? undefined : next);
  const asText = typeof value === 'string' ? value : undefined;
  const options = (values: string[] | undefined) =>
    (values ?? []).map((each) => ({ value: each, label: word(each, each) }));
  switch (controlOf(name, schema, schemas)) {
    case 'text':
      return (
        <TextPair
          label={label}
          rows={name === 'body' || name === 'description' ? 3 : undefined}
          value={value as Text | undefined}
          onChange={onChange}
        />
      );
    case 'words':
      // One text for every language is allowed too; it is shown as it stands.
      return asText !== undefined ? (
        <TextInput label={label} value={asText} onChange={line} />
      ) : (
        <TextPair label={label} value={value as Text | undefined} onChange={onChange} />
      );
    case 'expression':
      return (
        <ExpressionInput
          draft
          app={app}
          entity={entity}
          context={contextOf(name, props.within)}
          label={label}
          value={value === undefined ? '' : String(value)}
          onChange={line}
        />
      );
    case 'entity':
      return (
        <PickInput
          label={label}
          value={asText}
          clearable={!required}
          options={Object.values(entities).map((each) => ({
            value: each.key,
            label: text(each.name) || each.key,
          }))}
          onChange={onChange}
        />
      );
    case 'choice':
      return (
        <ChoiceInput
          label={label}
          value={asText}
          empty={required ? undefined : '–'}
          options={options(whole.enum)}
          onChange={line}
        />
      );
    case 'many':
      return (
        <ManyInput
          label={label}
          value={value as string[] | undefined}
          options={options(resolve(whole.items ?? {}, schemas).enum)}
          onChange={(next) => onChange(next.length ? next : undefined)}
        />
      );
    case 'switch':
      return (
        <CheckInput
          label={label}
          value={value as boolean | undefined}
          onChange={(on) => onChange(on || undefined)}
        />
      );
    case 'number':
      return (
        <TextInput
          label={label}
          type="number"
          value={value === undefined ? '' : String(value)}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
        />
      );
    case 'line':
      return <TextInput label={label} value={value === undefined ? '' : String(value)} onChange={line} />;
    case 'names':
      return <NamesInput label={label} value={value as string[] | undefined} onChange={onChange} />;
    case 'group':
      return (
        <fieldset className={css.group}>
          <legend>{label}</legend>
          <SchemaForm
            {...{ app, kind, schemas, entity }}
            schema={whole}
            value={(value as Row | undefined) ?? {}}
            inRow
            onChange={(key, next) => onChange(withMember(value as Row | undefined, key, next))}
          />
        </fieldset>
      );
    case 'rows':
      return <RowsInput {...props} label={label} item={resolve(whole.items ?? {}, schemas)} />;
    default:
      return <JsonInput label={label} value={value} onChange={onChange} />;
  }
}

function contextOf(name: string, within: string | undefined): ExpressionContext {
  if (name === 'filter' || name === 'when') return 'filter';
  if (name === 'value' || (name === 'formula' && within === 'measures')) return 'measure';
  return 'formula';
}

function withMember(row: Row | undefined, key: string, value: unknown): Row {
  const next = { ...row };
  if (value === undefined) delete next[key];
  else next[key] = value;
  return next;
}

function RowsInput({ label, item, value, onChange, ...rest }: MemberProps & { label: string; item: Schema }) {
  const d = documentWords.use();
  const c = common.use();
  const text = useText();
  const rows = (value as Row[] | undefined) ?? [];
  const set = (next: Row[]) => onChange(next.length ? next : undefined);
  const titleOf = (row: Row): ReactNode => text(row.label as Text | undefined) || String(row.key ?? '');
  return (
    <fieldset className={css.group}>
      <legend>{label}</legend>
      {rows.map((row, at) => (
        <details key={String(row.id ?? at)} className={css.row} open={!row.key && !row.source}>
          <summary>
            <span className="truncate">{titleOf(row) || `${label} ${at + 1}`}</span>
            {row.key !== undefined && <code className={kit.key}>{String(row.key)}</code>}
          </summary>
          <SchemaForm
            app={rest.app}
            kind={rest.kind}
            schemas={rest.schemas}
            schema={item}
            within={rest.name}
            entity={typeof row.source === 'string' ? row.source : rest.entity}
            value={row}
            inRow
            onChange={(key, next) =>
              set(rows.map((each, i) => (i === at ? withMember(each, key, next) : each)))
            }
          />
          <Button
            small
            look="quiet"
            icon={<DeleteOutlined />}
            onClick={() => set(rows.filter((_, i) => i !== at))}
          >
            {c('remove')}
          </Button>
        </details>
      ))}
      <Button
        small
        icon={<PlusOutlined />}
        onClick={() => set([...rows, item.properties?.id ? { id: newId() } : {}])}
      >
        {d('addRow', { name: label })}
      </Button>
    </fieldset>
  );
}

/** Keys in one line; the text stands as typed until it is left. */
function NamesInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string[] | undefined;
  onChange: (value: string[] | undefined) => void;
}) {
  const d = documentWords.use();
  const shown = (value ?? []).join(', ');
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);
  return (
    <Labelled label={label} help={d('byComma')}>
      {(ids) => (
        <input
          {...ids}
          className={kit.input}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => {
            const next = typed.split(/[,，]/).flatMap((each) => each.trim() || []);
            if (next.join(', ') !== shown) onChange(next.length ? next : undefined);
          }}
        />
      )}
    </Labelled>
  );
}

export interface JsonInputProps {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  rows?: number;
}

/** A value as JSON; it is taken over as soon as it can be read. */
export function JsonInput({ label, value, onChange, rows = 4 }: JsonInputProps) {
  const d = documentWords.use();
  const shown = value === undefined ? '' : JSON.stringify(value, null, 2);
  const [typed, setTyped] = useState(shown);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    // What is being typed stays as it is while it means the same.
    setTyped((before) => (sameJson(before, shown) ? before : shown));
    setFault(null);
  }, [shown]);
  return (
    <Labelled label={label} error={fault ? d('badJson', { reason: fault }) : undefined}>
      {(ids) => (
        <textarea
          {...ids}
          className={`${kit.input} ${css.json}`}
          rows={Math.max(rows, Math.min(32, typed.split('\n').length))}
          spellCheck={false}
          aria-invalid={fault ? true : undefined}
          value={typed}
          onChange={(event) => {
            const next = event.target.value;
            setTyped(next);
            try {
              const read: unknown = next.trim() === '' ? undefined : JSON.parse(next);
              setFault(null);
              onChange(read);
            } catch (error) {
              setFault(error instanceof Error ? error.message : String(error));
            }
          }}
        />
      )}
    </Labelled>
  );
}

function sameJson(left: string, right: string): boolean {
  try {
    return JSON.stringify(JSON.parse(left)) === JSON.stringify(JSON.parse(right));
  } catch {
    return false;
  }
}
