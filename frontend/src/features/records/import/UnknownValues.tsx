import { useMemo, useState } from 'react';
import { usePeople } from '@/api/queries';
import type { EntityDescription, FieldDescription, ImportResult } from '@/api/types';
import { fieldOf, kindOf } from '@/fields';
import { useText } from '@/i18n';
import { Select } from '@/ui/Select';
import { StateTag } from '@/ui/StateTag';
import { useDebounced } from '@/ui/useDebounced';
import { words } from '../words';
import css from './import.module.css';
import { forTheRest, meaningsOf, stillOpen } from './plan';
import type { ValueMeanings } from './plan';
import { importWords } from './words';

type Unknown = ImportResult['unknown_values'][number];

export interface UnknownValuesProps {
  type: EntityDescription;
  unknown: Unknown[];
  /** What they mean, the proposed meanings among them. */
  values: ValueMeanings;
  /** Those that a person chose. */
  chosen: ValueMeanings;
  onChange: (chosen: ValueMeanings) => void;
  /** References that may make what they do not find, and those that are asked to. */
  creatable: string[];
  making: string[];
  onMake: (keys: string[]) => void;
}

/** The values that were not known, a line each; many of one field can be given one meaning at once. */
export function UnknownValues(props: UnknownValuesProps) {
  const { type, unknown, values, chosen, onChange, creatable, making, onMake } = props;
  const t = words.use();
  const own = importWords.use();
  const text = useText();
  const labelOf = (key: string) => text(fieldOf(type, key)?.label) || key;
  const fields = [...new Set(unknown.map(({ field }) => field))];
  const choose = (field: string, value: string, meant: string | null) =>
    onChange({ ...chosen, [field]: { ...chosen[field], [value]: meant } });
  return (
    <section className={css.block}>
      <h3>{t('importUnknown')}</h3>
      <p className="muted">
        {unknown.some(({ suggestions }) => suggestions.length > 0)
          ? t('importUnknownText')
          : own('unknownText')}
      </p>
      {creatable
        .filter((key) => fields.includes(key))
        .map((key) => (
          <label key={key} className={css.check}>
            <input
              type="checkbox"
              checked={making.includes(key)}
              onChange={(event) =>
                onMake(event.target.checked ? [...making, key] : making.filter((one) => one !== key))
              }
            />
            {own('makeUnder', { field: labelOf(key) })}
          </label>
        ))}
      <div className={css.scroll}>
        <table className={`${css.table} ${css.mapping}`}>
          <tbody>
            {fields.map((key) => {
              const left = stillOpen(unknown, values, key);
              const name = `${labelOf(key)}: ${own('theRest', { count: left.length })}`;
              return left.length < 2 ? null : (
                <tr key={key} className={css.theRest}>
                  <td className="muted">{labelOf(key)}</td>
                  <th scope="row">{own('theRest', { count: left.length })}</th>
                  <td>
                    <Meaning
                      type={type}
                      field={key}
                      suggested={[]}
                      label={name}
                      placeholder={own('theRestAs')}
                      onChoose={(meant) => onChange(forTheRest(chosen, left, meant))}
                    />
                  </td>
                </tr>
              );
            })}
            {unknown.map((one) => {
              const meant = values[one.field]?.[one.value];
              const proposed = meant !== undefined && chosen[one.field]?.[one.value] === undefined;
              return (
                <tr key={`${one.field}/${one.value}`}>
                  <td className="muted">{labelOf(one.field)}</td>
                  <th scope="row">
                    {one.value} <span className="muted">× {one.count}</span>
                  </th>
                  <td>
                    <Meaning
                      type={type}
                      field={one.field}
                      suggested={meaningsOf(type, one)}
                      value={one.value}
                      meant={meant}
                      label={`${labelOf(one.field)}: ${one.value}`}
                      onChoose={(to) => choose(one.field, one.value, to === undefined ? one.value : to)}
                    />{' '}
                    {proposed && (
                      <StateTag dot={false} colour="amber">
                        {t('importProposed')}
                      </StateTag>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const EMPTY = '\u0000';
const REFUSED = '\u0001';

interface MeaningProps {
  type: EntityDescription;
  field: string;
  suggested: string[];
  /** The unknown value; none where several are meant. */
  value?: string;
  meant?: string | null;
  label: string;
  placeholder?: string;
  /** With null for nothing, undefined for refusing the rows. */
  onChoose: (meant: string | null | undefined) => void;
}

/** What a value may mean: what is likely, the field's options or the people there are, nothing, or a refusal. */
export function Meaning({
  type,
  field: key,
  suggested,
  value,
  meant,
  label,
  placeholder,
  onChoose,
}: MeaningProps) {
  const t = words.use();
  const text = useText();
  const field = fieldOf(type, key);
  const people = usePeopleOf(field);
  // What names no record of the table itself is left empty: its row may be named by others.
  const staysEmpty = field?.settings.entity === type.key;
  const labelOf = (one: string) => text(field?.options.find((option) => option.key === one)?.label) || one;
  const offered = [...(field?.options ?? []).map((option) => option.key), ...people.names];
  const known = [...new Set([...suggested, ...offered])].map((one) => ({ value: one, label: labelOf(one) }));
  return (
    <Select
      style={{ width: 'min(230px, 100%)' }}
      value={meant === null ? EMPTY : meant !== undefined && meant === value ? REFUSED : meant}
      placeholder={placeholder ?? t(staysEmpty ? 'importKeep' : 'importRefuse')}
      aria-label={label}
      showSearch={{ optionFilterProp: 'label', onSearch: people.search }}
      onOpenChange={people.open}
      options={[
        ...known,
        { value: EMPTY, label: t('importKeep') },
        ...(staysEmpty ? [] : [{ value: REFUSED, label: t('importRefuse') }]),
      ]}
      onSelect={(to: string) => onChoose(to === EMPTY ? null : to === REFUSED ? undefined : to)}
    />
  );
}

/** The people whom a field may hold, asked for when its list is opened. */
function usePeopleOf(field: FieldDescription | undefined) {
  const [opened, open] = useState(false);
  const [query, search] = useState('');
  const wanted = field !== undefined && kindOf(field.type).type === 'member';
  const { data } = usePeople(useDebounced(query.trim(), 200), wanted && opened);
  const names = useMemo(() => (data?.items ?? []).map(({ name }) => name), [data]);
  return { names, open, search };
}
