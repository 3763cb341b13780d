import { FunctionOutlined } from '@ant-design/icons';
import { Select } from '@/ui/Select';
import { useState } from 'react';
import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { words } from './words';
import { Choice } from './Choice';
import css from './condition.module.css';
import { quote, unquote } from './conditions';
import { ExpressionInput } from './ExpressionInput';
import type { Name } from './names';
import type { ExpressionPlace } from './parse';

export interface ValueInputProps {
  label: string;
  /** What is compared or set; decides which control stands here. */
  name: Pick<Name, 'kind' | 'options' | 'entity'>;
  value: string;
  onChange: (value: string) => void;
  /** Names that may stand here instead of a constant. */
  names: Name[];
  place: ExpressionPlace;
  /** Where nothing is said yet, a name is asked for and not a constant. */
  named?: boolean;
  /** Something is set to the value, so that it may also be emptied. */
  sets?: boolean;
}

/** What empties a field. */
const EMPTY = 'BLANK()';

/** The day, as YYYY-MM-DD, that an expression names for good. */
function fixedDay(value: string): string | null {
  const made = /^DATE\((\d+), ?(\d+), ?(\d+)\)$/.exec(value);
  if (made) return [made[1], made[2]?.padStart(2, '0'), made[3]?.padStart(2, '0')].join('-');
  const text = unquote(value);
  return text && /^\d{4}-\d\d-\d\d$/.test(text) ? text : null;
}

const TODAY = /^TODAY\(\)(?:\s*([+-])\s*(\d+))?$/;
const MONTHS = /^EDATE\(TODAY\(\), ?(-?)(\d+)\)$/;

function isConstant({ kind }: ValueInputProps['name'], value: string): boolean {
  if (value === '') return true;
  if (kind === 'number') return /^-?[\d.]+$/.test(value);
  if (kind === 'boolean') return /^(TRUE|FALSE)$/i.test(value);
  if (kind === 'date' || kind === 'datetime')
    return TODAY.test(value) || MONTHS.test(value) || fixedDay(value) !== null;
  if (kind === 'person') return value === 'user.id' || /^[a-z_]+$/.test(value);
  if (kind === 'department') return value === 'user.department';
  if (kind === 'record') return value === 'this';
  return unquote(value) !== null;
}

/** One value: a constant by its own control, or a name or expression behind ƒ. */
export function ValueInput(props: ValueInputProps) {
  const t = words.use();
  const { label, name, value, onChange, named = false } = props;
  const [free, setFree] = useState(value === '' ? named : !isConstant(name, value));
  return (
    <span className={css.value}>
      {free ? <FreeValue {...props} /> : <ConstantValue {...props} />}
      <Button
        small
        look="quiet"
        icon={<FunctionOutlined aria-hidden />}
        aria-label={paired(label, t(free ? 'constantValue' : 'expressionValue'))}
        aria-pressed={free}
        onClick={() => {
          setFree(!free);
          if (free && !isConstant(name, value)) onChange('');
        }}
      />
    </span>
  );
}

const AS_TEXT = '=';

/** A value is no condition: where conditions stand, it is read like the values of a form. */
function placeOfValue(place: ExpressionPlace): ExpressionPlace {
  const { context } = place;
  return { ...place, context: context === 'filter' || context === 'grant' ? 'linkage' : context };
}

/** A name to click, or any expression as text. */
function FreeValue({ label, value, onChange, names, name, place, sets }: ValueInputProps) {
  const t = words.use();
  const text = useText();
  const fitting = names.filter(
    (each) =>
      each.kind === name.kind ||
      name.kind === 'other' ||
      (name.kind === 'option' && each.kind === 'text') ||
      (name.kind === 'datetime' && each.kind === 'date'),
  );
  const offered = [
    ...(sets ? [{ value: EMPTY, label: t('setEmpty') }] : []),
    ...fitting.map((each) => ({ value: each.path, label: `${text(each.label)} · ${each.path}` })),
  ];
  const [asText, setAsText] = useState(
    offered.length === 0 || (value !== '' && !offered.some((each) => each.value === value)),
  );
  if (asText)
    return (
      <ExpressionInput hideLabel label={label} value={value} onChange={onChange} {...placeOfValue(place)} />
    );
  return (
    <Select
      aria-label={label}
      showSearch
      optionFilterProp="label"
      popupMatchSelectWidth={280}
      style={{ width: '100%' }}
      value={value || undefined}
      placeholder={t('fieldOrFormula')}
      options={[{ value: AS_TEXT, label: `ƒ ${t('writeExpression')}` }, ...offered]}
      onChange={(next: string) => (next === AS_TEXT ? setAsText(true) : onChange(next))}
    />
  );
}

function ConstantValue({ label, name, value, onChange, names }: ValueInputProps) {
  const t = words.use();
  const text = useText();
  switch (name.kind) {
    case 'option':
    case 'options':
      return (
        <Choice
          label={label}
          value={unquote(value) ?? ''}
          onChange={(next) => onChange(next ? quote(next) : '')}
          options={(name.options ?? []).map((option) => ({
            value: option.key,
            label: text(option.label) || option.key,
          }))}
        />
      );
    case 'boolean':
      return (
        <Choice
          label={label}
          value={value.toUpperCase()}
          onChange={onChange}
          options={[
            { value: 'TRUE', label: t('yes') },
            { value: 'FALSE', label: t('no') },
          ]}
        />
      );
    case 'number':
      return (
        <input
          className={css.input}
          aria-label={label}
          inputMode="decimal"
          value={value}
          onChange={(event) => onChange(event.target.value.replace(/[^\d.-]/g, ''))}
        />
      );
    case 'time':
      return (
        <input
          className={css.input}
          aria-label={label}
          type="time"
          value={unquote(value) ?? ''}
          onChange={(event) => onChange(event.target.value ? quote(event.target.value) : '')}
        />
      );
    case 'date':
    case 'datetime':
      return <DateValue label={label} value={value} onChange={onChange} />;
    case 'person':
      return (
        <Choice
          label={label}
          value={value}
          onChange={onChange}
          options={[
            { value: 'user.id', label: t('me') },
            ...names
              .filter((each) => each.kind === 'person' && !each.path.includes('.'))
              .map((each) => ({ value: each.path, label: text(each.label) })),
          ]}
        />
      );
    case 'department':
      return (
        <Choice
          label={label}
          value={value}
          onChange={onChange}
          options={[{ value: 'user.department', label: t('ownDepartment') }]}
        />
      );
    case 'record':
      return (
        <Choice
          label={label}
          value={value}
          onChange={onChange}
          options={[{ value: 'this', label: t('thisRecord') }]}
        />
      );
    default:
      return (
        <input
          className={css.input}
          aria-label={label}
          value={unquote(value) ?? ''}
          onChange={(event) => onChange(event.target.value ? quote(event.target.value) : '')}
        />
      );
  }
}

function DateValue({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = words.use();
  const relative = TODAY.exec(value);
  const months = MONTHS.exec(value);
  const fixed = fixedDay(value);
  const counted = relative?.[1] ? relative[2] : months?.[2];
  const mode = modeOf(relative, months, fixed);
  const written = (many: number) =>
    months ? `EDATE(TODAY(), ${months[1]}${many})` : `TODAY() ${relative?.[1]} ${many}`;
  return (
    <span className={css.row}>
      <span className={css.grow}>
        <Choice
          label={label}
          value={mode}
          onChange={(next) =>
            onChange(
              {
                today: 'TODAY()',
                before: 'TODAY() - 7',
                after: 'TODAY() + 7',
                monthsBefore: 'EDATE(TODAY(), -3)',
                monthsAfter: 'EDATE(TODAY(), 3)',
                date: `DATE(${new Date().getFullYear()}, 1, 1)`,
              }[next] ?? '',
            )
          }
          options={[
            { value: 'today', label: t('today') },
            { value: 'before', label: t('daysAgo') },
            { value: 'after', label: t('daysAhead') },
            { value: 'monthsBefore', label: t('monthsAgo') },
            { value: 'monthsAfter', label: t('monthsAhead') },
            { value: 'date', label: t('fixedDate') },
          ]}
        />
      </span>
      {counted !== undefined && (
        <input
          className={css.input}
          style={{ width: 64 }}
          aria-label={t(months ? 'months' : 'days')}
          type="number"
          min={0}
          value={counted}
          onChange={(event) => onChange(written(Math.max(0, Math.trunc(Number(event.target.value)) || 0)))}
        />
      )}
      {fixed && (
        <input
          className={css.input}
          style={{ width: 140 }}
          aria-label={label}
          type="date"
          value={fixed}
          onChange={(event) =>
            event.target.value && onChange(`DATE(${event.target.value.split('-').map(Number).join(', ')})`)
          }
        />
      )}
    </span>
  );
}

/** Which way of naming a day an expression is. */
function modeOf(relative: RegExpExecArray | null, months: RegExpExecArray | null, fixed: string | null) {
  if (fixed) return 'date';
  if (months) return months[1] ? 'monthsBefore' : 'monthsAfter';
  if (!relative) return '';
  return relative[1] === '-' ? 'before' : relative[1] === '+' ? 'after' : 'today';
}
