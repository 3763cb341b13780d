import { useId, useMemo, useState } from 'react';
import { useText } from '@/i18n';
import { Select } from '@/ui/Select';
import { Choice } from './Choice';
import css from './condition.module.css';
import { GroupView } from './ConditionBuilder';
import { NameSelect, useOperatorWord } from './ConditionLine';
import { COMPARISONS, hasValue, isCompared, MEASURES } from './conditions';
import type { ListCondition, Measure, Operator } from './conditions';
import type { Name } from './names';
import type { Sight } from './reach';
import { RemoveLine } from './RemoveLine';
import { isListFinished } from './unfinished';
import type { ExpressionPlace } from './parse';
import { ValueInput } from './ValueInput';
import { words } from './words';

export interface ListLineProps {
  condition: ListCondition;
  focused: boolean;
  sight: Sight;
  place: ExpressionPlace;
  depth: number;
  onChange: (condition: ListCondition) => void;
  onRemove: () => void;
}

const OPERATORS: readonly Operator[] = [...COMPARISONS.slice(4), ...COMPARISONS.slice(0, 4), 'between'];
const NOWHERE: Sight = { names: [], inside: () => NOWHERE };

/** Rows of a list that must exist or not, their number, or what a value of theirs comes to. */
export function ListLine({ condition, focused, sight, place, depth, onChange, onRemove }: ListLineProps) {
  const t = words.use();
  const rows = useId();
  const { list, measure, value, where, operator, values } = condition;
  const lists = useMemo(() => sight.names.filter((each) => each.kind === 'list'), [sight]);
  const name = lists.find((each) => each.path === list);
  const inner = useMemo(() => (name ? sight.inside(name) : NOWHERE), [sight, name]);
  const ofRows = inner.names.find((each) => each.path === value);
  const timed = ofRows?.kind === 'date' || ofRows?.kind === 'datetime';
  const compared = (measure === 'min' || measure === 'max') && timed ? ofRows : NUMBER;
  const word = useOperatorWord(compared.kind);
  const [first = '', second = ''] = values;
  const input = (label: string, given: string, change: (next: string) => void) => (
    <ValueInput
      key={`${label} ${compared.kind}`}
      label={label}
      name={compared}
      names={sight.names}
      place={place}
      value={given}
      onChange={change}
    />
  );
  return (
    <div className={`${css.line} ${css.list}`} role="group" aria-label={t('listLine')}>
      <div className={css.parts}>
        <NameSelect
          label={t('list')}
          placeholder={t('chooseList')}
          focused={focused}
          names={lists}
          value={list}
          onChange={(next) => {
            const same = lists.find((each) => each.path === next)?.rows === name?.rows;
            const none = { join: 'AND' as const, items: [] };
            onChange({ ...condition, list: next, value: same ? value : '', where: same ? where : none });
          }}
        />
        <Choice
          label={t('measure')}
          value={measure}
          disabled={!list}
          options={MEASURES.map((each) => ({ value: each, label: t(`measure_${each}`) }))}
          onChange={(next) => {
            const kept = isCompared(next as Measure) ? values : [];
            onChange({ ...condition, measure: next as Measure, values: kept });
          }}
        />
        {hasValue(measure) && (
          <RowValue
            names={inner.names}
            measure={measure}
            value={value}
            onChange={(next) => onChange({ ...condition, value: next })}
          />
        )}
        {isCompared(measure) && (
          <>
            <Choice
              label={t('operator')}
              value={operator}
              options={OPERATORS.map((each) => ({ value: each, label: word(each) }))}
              onChange={(next) =>
                onChange({
                  ...condition,
                  operator: next as Operator,
                  values: next === 'between' ? [first, second] : [first].filter(Boolean),
                })
              }
            />
            {operator === 'between' ? (
              <>
                {input(t('from'), first, (next) => onChange({ ...condition, values: [next, second] }))}
                {input(t('to'), second, (next) => onChange({ ...condition, values: [first, next] }))}
              </>
            ) : (
              input(t('value'), first, (next) => onChange({ ...condition, values: next ? [next] : [] }))
            )}
          </>
        )}
      </div>
      <RemoveLine onRemove={onRemove} />
      {list && !isListFinished(condition) && (
        <span className={css.missing} role="status">
          {t(hasValue(measure) && !value ? 'missing_row_value' : 'missing_value')}
        </span>
      )}
      {list && (
        <div className={css.where} role="group" aria-labelledby={rows}>
          <span className={css.help} id={rows}>
            {t('rowsWhere')}
          </span>
          <GroupView
            group={where}
            sight={inner}
            place={{ ...place, rows: [...(place.rows ?? []), list] }}
            depth={depth + 1}
            empty={t('everyRow')}
            onChange={(next) => onChange({ ...condition, where: next })}
          />
        </div>
      )}
    </div>
  );
}

const NUMBER: Pick<Name, 'kind' | 'options' | 'entity'> = { kind: 'number' };
const WRITTEN = '=';

/** Which value of the rows is summed or compared: a field, or an expression over the row. */
function RowValue({
  names,
  measure,
  value,
  onChange,
}: {
  names: Name[];
  measure: Measure;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = words.use();
  const text = useText();
  const kinds = measure === 'min' || measure === 'max' ? ['number', 'date', 'datetime'] : ['number'];
  const fitting = names.filter(
    (each) => kinds.includes(each.kind) && !each.far && !each.path.includes('parent.'),
  );
  const [asText, setAsText] = useState(value !== '' && !fitting.some((each) => each.path === value));
  if (asText)
    return (
      <input
        className={css.input}
        aria-label={t('rowValue')}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <Select
      aria-label={t('rowValue')}
      showSearch
      optionFilterProp="label"
      popupMatchSelectWidth={260}
      style={{ width: '100%' }}
      placeholder={t('rowValue')}
      value={value || undefined}
      options={[
        ...fitting.map((each) => ({
          value: each.path,
          label: each.path.includes('.') ? `${text(each.group)} › ${text(each.label)}` : text(each.label),
        })),
        { value: WRITTEN, label: `ƒ ${t('writeExpression')}` },
      ]}
      onChange={(next: string) => (next === WRITTEN ? setAsText(true) : onChange(next))}
    />
  );
}
