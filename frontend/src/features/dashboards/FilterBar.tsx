import { Select } from '@/ui/Select';
import { useId, useState } from 'react';
import type { FieldDescription } from '@/api/types';
import { kindOf } from '@/fields';
import { useText } from '@/i18n';
import { Button } from '@/ui';
import css from '@/widgets/widgets.module.css';
import type { FilterDocument } from '@/widgets/types';
import { words } from '@/widgets/words';

const periods = [
  'all',
  'today',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  'last_7_days',
  'last_30_days',
  'last_90_days',
  'last_365_days',
] as const;

export interface FilterBarProps {
  app: string;
  filters: FilterDocument[];
  /** Values in force, by key. */
  values: Record<string, string | null>;
  changed: boolean;
  onChange: (key: string, value: string | null) => void;
  onReset: () => void;
}

/** The filters of a dashboard; what is chosen stands in the address. */
export function FilterBar({ app, filters, values, changed, onChange, onReset }: FilterBarProps) {
  const t = words.use();
  if (filters.length === 0) return null;
  return (
    <div className={css.filters} role="group" aria-label={t('filters')}>
      {filters.map((filter) => (
        <Filter
          key={filter.key}
          app={app}
          filter={filter}
          value={values[filter.key] ?? null}
          onChange={(value) => onChange(filter.key, value)}
        />
      ))}
      {changed && (
        <Button look="quiet" onClick={onReset}>
          {t('reset')}
        </Button>
      )}
    </div>
  );
}

interface FilterProps {
  app: string;
  filter: FilterDocument;
  value: string | null;
  onChange: (value: string | null) => void;
}

function Filter({ app, filter, value, onChange }: FilterProps) {
  const t = words.use();
  const text = useText();
  const id = useId();
  const label = text(filter.label) || (filter.type === 'date_range' ? t('period') : filter.key);
  if (filter.type === 'date_range')
    return <PeriodFilter label={label} value={value ?? 'all'} onChange={onChange} />;
  const { Widget } = kindOf(filter.type);
  return (
    <div className={css.filter}>
      <label className="muted caption" htmlFor={id}>
        {label}
      </label>
      <Widget
        id={id}
        field={fieldOf(filter, label)}
        app={app}
        value={value}
        onChange={(next) => onChange(typeof next === 'string' && next ? next : null)}
      />
    </div>
  );
}

/** A filter is filled in with the control of the field type of its name. */
function fieldOf(filter: FilterDocument, label: string): FieldDescription {
  return {
    key: filter.key,
    id: filter.key,
    type: filter.type,
    label: { en: label },
    help: null,
    widget: null,
    system: false,
    required: false,
    read_only: false,
    readable: true,
    writable: true,
    changeable: true,
    operators: [],
    formula_type: 'text',
    options: (filter.options ?? []).map((option) => ({
      key: option.key,
      label: option.label,
      colour: null,
    })),
    settings: filter.entity ? { entity: filter.entity } : {},
  };
}

function PeriodFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string | null) => void;
}) {
  const t = words.use();
  const id = useId();
  const given = value.includes('..');
  const [custom, setCustom] = useState(given);
  const [from = '', to = ''] = given ? value.split('..') : [];
  const set = (first: string, last: string) => onChange(first || last ? `${first}..${last}` : null);
  return (
    <>
      <div className={css.filter}>
        <label className="muted caption" htmlFor={id}>
          {label}
        </label>
        <Select
          id={id}
          style={{ width: 150 }}
          value={custom || given ? 'custom' : value}
          aria-label={label}
          options={[
            ...periods.map((period) => ({ value: period as string, label: t(`p_${period}`) })),
            { value: 'custom', label: t('custom') },
          ]}
          onChange={(next: string) => {
            setCustom(next === 'custom');
            if (next !== 'custom') onChange(next);
          }}
        />
      </div>
      {(custom || given) && (
        <>
          <label className={css.filter}>
            <span className="muted caption">{t('from')}</span>
            <input
              type="date"
              className={css.date}
              value={from}
              max={to || undefined}
              onChange={(event) => set(event.target.value, to)}
            />
          </label>
          <label className={css.filter}>
            <span className="muted caption">{t('to')}</span>
            <input
              type="date"
              className={css.date}
              value={to}
              min={from || undefined}
              onChange={(event) => set(from, event.target.value)}
            />
          </label>
        </>
      )}
    </>
  );
}
