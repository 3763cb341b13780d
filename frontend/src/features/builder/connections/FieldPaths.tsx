import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useDocuments } from '../draft/store';
import { CheckInput, PickInput, TextInput } from '../kit/controls';
import type { Choice } from '../kit/controls';
import kit from '../kit/kit.module.css';
import type { HookFields } from './api';
import css from './connections.module.css';
import { connectionWords } from './words';

export type FieldPath = [field: string, path: string];

const FILLED_BY_THE_SYSTEM = [
  'formula',
  'lookup',
  'roll_up',
  'auto_number',
  'sub_table',
  'image',
  'signature',
  'audio',
];

/** The fields of an entity that a delivery may fill. */
export function useFillable(app: string, entity: string): Choice[] {
  const text = useText();
  const properties = useDocuments(app, 'entity').documents[entity]?.schema.properties ?? {};
  return Object.entries(properties)
    .filter(([, field]) => !FILLED_BY_THE_SYSTEM.includes(field['x-dougong'].type))
    .map(([key, field]) => ({ value: key, label: text(field['x-dougong'].label) || key }));
}

export function fieldsOf(rows: FieldPath[], match: string[]): HookFields {
  const mapping = Object.fromEntries(rows.filter(([field, path]) => field && path.trim()));
  return { mapping, match: match.filter((field) => field in mapping) };
}

export interface FieldPathsProps {
  fillable: Choice[];
  rows: FieldPath[];
  match: string[];
  onChange: (rows: FieldPath[], match: string[]) => void;
}

/** Which field takes which part of what is posted, and by which a record is found again. */
export function FieldPaths({ fillable, rows, match, onChange }: FieldPathsProps) {
  const k = connectionWords.use();
  const set = (at: number, row: FieldPath) =>
    onChange(
      rows.map((each, index) => (index === at ? row : each)),
      match,
    );
  const taken = rows.map(([field]) => field);
  const labelOf = (field: string) => fillable.find((each) => each.value === field)?.label ?? field;
  return (
    <div className={kit.stack} role="group" aria-label={k('mapping')}>
      <p className="muted">{k('mappingText')}</p>
      {rows.map(([field, path], at) => (
        <div key={at} className={css.pair}>
          <PickInput
            label={k('field')}
            value={field}
            options={fillable.filter((each) => each.value === field || !taken.includes(each.value))}
            onChange={(next) => set(at, [next ?? '', path || (next ?? '')])}
          />
          <TextInput label={k('path')} value={path} onChange={(next) => set(at, [field, next])} />
          <Button
            look="quiet"
            icon={<DeleteOutlined />}
            aria-label={k('removeField', { name: labelOf(field) })}
            onClick={() =>
              onChange(
                rows.filter((_, index) => index !== at),
                match,
              )
            }
          />
        </div>
      ))}
      <span>
        <Button small icon={<PlusOutlined />} onClick={() => onChange([...rows, ['', '']], match)}>
          {k('addField')}
        </Button>
      </span>
      {taken.some(Boolean) && (
        <fieldset className={css.match}>
          <legend>{k('match')}</legend>
          <p className="muted">{k('matchHelp')}</p>
          {taken.filter(Boolean).map((field) => (
            <CheckInput
              key={field}
              label={labelOf(field)}
              value={match.includes(field)}
              onChange={(on) =>
                onChange(rows, on ? [...match, field] : match.filter((each) => each !== field))
              }
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}
