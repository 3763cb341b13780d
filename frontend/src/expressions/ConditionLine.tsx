import { useMemo, useState } from 'react';
import type { Localised } from '@/api/types';
import { useText } from '@/i18n';
import { Select } from '@/ui/Select';
import { Choice } from './Choice';
import css from './condition.module.css';
import { ALONE, COMPARISONS, MANY, WINDOWS } from './conditions';
import type { Condition, Operator } from './conditions';
import { ConditionValue } from './ConditionValue';
import { OPERATORS } from './names';
import type { Name, ValueKind } from './names';
import { RemoveLine } from './RemoveLine';
import { isFinished } from './unfinished';
import type { ExpressionPlace } from './parse';
import { words } from './words';

export interface ConditionLineProps {
  focused: boolean;
  condition: Condition;
  names: Name[];
  place: ExpressionPlace;
  onChange: (next: Condition) => void;
  onRemove: () => void;
}

/** One comparison: a field, how it is compared, and with what. */
export function ConditionLine({ focused, condition, names, place, onChange, onRemove }: ConditionLineProps) {
  const t = words.use();
  const name = names.find((each) => each.path === condition.path);
  const kind = name?.kind ?? 'other';
  const operators = [...new Set([...OPERATORS[kind], ...(condition.path ? [condition.operator] : [])])];
  const fields = useMemo(() => names.filter((each) => each.kind !== 'list'), [names]);
  const word = useOperatorWord(kind);
  return (
    <div className={css.line}>
      <div className={css.parts}>
        <NameSelect
          label={t('field')}
          placeholder={t('chooseField')}
          focused={focused}
          names={fields}
          value={condition.path}
          onChange={(path) => {
            const next = names.find((each) => each.path === path)?.kind ?? 'other';
            const fits = condition.path !== '' && OPERATORS[next].includes(condition.operator);
            onChange({
              path,
              operator: fits ? condition.operator : (OPERATORS[next][0] ?? '='),
              values: next === kind && fits ? condition.values : [],
            });
          }}
        />
        <Choice
          label={t('operator')}
          value={condition.operator}
          disabled={!condition.path}
          options={operators.map((operator) => ({ value: operator, label: word(operator) }))}
          onChange={(operator) => {
            const next = operator as Operator;
            const same = shapeOf(next) === shapeOf(condition.operator);
            onChange({ ...condition, operator: next, values: same ? condition.values : [] });
          }}
        />
        {condition.path && !ALONE.includes(condition.operator) && (
          <ConditionValue
            key={`${condition.path} ${condition.operator}`}
            condition={condition}
            name={name ?? { kind }}
            names={names}
            place={place}
            onChange={(values) => onChange({ ...condition, values })}
          />
        )}
      </div>
      <RemoveLine onRemove={onRemove} />
      {condition.path && !isFinished(condition) && (
        <span className={css.missing} role="status">
          {t(MISSING[shapeOf(condition.operator)] ?? 'missing_value')}
        </span>
      )}
    </div>
  );
}

const MISSING: Record<string, 'missing_values' | 'missing_both' | 'missing_period' | 'missing_days'> = {
  many: 'missing_values',
  between: 'missing_both',
  period: 'missing_period',
  window: 'missing_days',
};

/** Operators of one shape take the same values. */
function shapeOf(operator: Operator): string {
  if (ALONE.includes(operator)) return 'none';
  if (MANY.includes(operator)) return 'many';
  if (WINDOWS.includes(operator)) return 'window';
  return operator === 'between' || operator === 'period' ? operator : 'one';
}

/** What an operator is called: of dates, earlier and later. */
export function useOperatorWord(kind: ValueKind): (operator: Operator) => string {
  const t = words.use();
  const timed = kind === 'date' || kind === 'datetime' || kind === 'time';
  return (operator) =>
    t(
      `${timed && COMPARISONS.slice(2).includes(operator) ? 'before' : 'operator'}_${operator}` as 'operator_=',
    );
}

/** Names under their headings, with the path beside the label. */
export function groupedNames(names: Name[], text: (value: Localised) => string) {
  const groups = new Map<string, { value: string; label: string; title: string; search: string }[]>();
  for (const name of names) {
    const heading = text(name.group);
    const list = groups.get(heading) ?? [];
    groups.set(heading, list);
    list.push({
      value: name.path,
      label: text(name.label),
      title: text(name.label),
      search: `${heading} ${text(name.label)} ${name.path}`.toLowerCase(),
    });
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

export interface NameSelectProps {
  label: string;
  placeholder: string;
  focused?: boolean;
  names: Name[];
  value: string;
  onChange: (path: string) => void;
}

/** One of the names, found by typing a part of its label; what is far away shows when it is searched for. */
export function NameSelect({ label, placeholder, focused, names, value, onChange }: NameSelectProps) {
  const text = useText();
  const [search, setSearch] = useState('');
  const near = search.trim().length < 2;
  const options = useMemo(
    () =>
      groupedNames(
        names.filter((each) => !near || !each.far),
        text,
      ),
    [names, near, text],
  );
  const name = names.find((each) => each.path === value);
  return (
    <Select
      autoFocus={focused}
      aria-label={label}
      showSearch
      onSearch={setSearch}
      popupMatchSelectWidth={260}
      style={{ width: '100%' }}
      placeholder={placeholder}
      value={value || undefined}
      options={options}
      labelRender={(chosen) =>
        name
          ? name.path.includes('.')
            ? `${text(name.group)} › ${text(name.label)}`
            : text(name.label)
          : String(chosen.value)
      }
      filterOption={(input, option) => {
        const found = String((option as { search?: string } | undefined)?.search ?? '');
        return input
          .toLowerCase()
          .split(/\s+/)
          .every((part) => found.includes(part));
      }}
      onChange={(path: string) => {
        setSearch('');
        onChange(path);
      }}
    />
  );
}
