import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Select } from '@/ui/Select';
import { useMemo, useState } from 'react';
import type { Localised } from '@/api/types';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Choice } from './Choice';
import css from './condition.module.css';
import { ALONE, isGroup, MANY, readConditions, writeConditions } from './conditions';
import type { Condition, Group, Operator } from './conditions';
import { OPERATORS } from './names';
import type { Name } from './names';
import type { ExpressionPlace } from './useParsed';
import { ConditionValue } from './ConditionValue';
import { finishedOf, isFinished } from './unfinished';
import { words } from './words';

export interface ConditionBuilderProps {
  names: Name[];
  place: ExpressionPlace;
  value: string;
  onChange: (text: string) => void;
  /** Said where there is no condition. */
  empty?: string;
  /** Opens with one empty line, so that a filter takes three clicks. */
  startEmpty?: boolean;
  /** For a search: a line that is not finished does not count yet, instead of making the whole unfinished. */
  onlyFinished?: boolean;
}

/** Conditions as lines and groups: a view of the expression, which is all that is kept. */
export function ConditionBuilder({
  names,
  place,
  value,
  onChange,
  empty,
  startEmpty,
  onlyFinished,
}: ConditionBuilderProps) {
  // Lines without a field have no text; they live here until they have.
  const [kept, setKept] = useState<{ text: string; group: Group } | null>(
    startEmpty && value === '' ? { text: '', group: { join: 'AND', items: [LINE] } } : null,
  );
  const read = useMemo(
    () => (kept && kept.text === value ? kept.group : readConditions(value)),
    [kept, value],
  );
  if (!read) return null;
  const change = (group: Group) => {
    const text = writeConditions(onlyFinished ? finishedOf(group) : group);
    setKept({ text, group });
    if (text !== value) onChange(text);
  };
  return <GroupView group={read} names={names} place={place} onChange={change} empty={empty} />;
}

const LINE: Condition = { path: '', operator: '=', values: [] };

interface GroupViewProps {
  group: Group;
  names: Name[];
  place: ExpressionPlace;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  empty?: string;
}

function GroupView({ group, names, place, onChange, onRemove, empty }: GroupViewProps) {
  const t = words.use();
  const replace = (at: number, item: Condition | Group | null) =>
    onChange({
      ...group,
      items: group.items.flatMap((each, index) => (index !== at ? [each] : item ? [item] : [])),
    });
  const [added, setAdded] = useState(false);
  const addLine = () => {
    setAdded(true);
    onChange({ ...group, items: [...group.items, LINE] });
  };
  return (
    <div className={`${css.group} ${onRemove ? css.nested : ''}`}>
      {group.items.length === 0 && empty && <span className="muted">{empty}</span>}
      {group.items.length > 1 && (
        <span className={css.join}>
          {t('joinBefore')}
          <Choice
            label={t('join')}
            value={group.join}
            onChange={(join) => onChange({ ...group, join: join as Group['join'] })}
            options={[
              { value: 'AND', label: t('allOf') },
              { value: 'OR', label: t('anyOf') },
            ]}
          />
          {t('joinAfter')}
        </span>
      )}
      {group.items.map((item, at) =>
        isGroup(item) ? (
          <GroupView
            key={at}
            group={item}
            names={names}
            place={place}
            onChange={(next) => replace(at, next)}
            onRemove={() => replace(at, null)}
          />
        ) : (
          <ConditionLine
            key={at}
            // Who adds a line goes on there, with the keyboard too.
            focused={added && at === group.items.length - 1}
            condition={item}
            names={names}
            place={place}
            onChange={(next) => replace(at, next)}
            onRemove={() => replace(at, null)}
          />
        ),
      )}
      <span className={css.foot}>
        <Button small look="quiet" icon={<PlusOutlined aria-hidden />} onClick={addLine}>
          {t('addCondition')}
        </Button>
        {!onRemove && group.items.length > 0 && (
          <Button
            small
            look="quiet"
            icon={<PlusOutlined aria-hidden />}
            onClick={() =>
              onChange({
                ...group,
                items: [
                  ...group.items,
                  {
                    join: group.join === 'AND' ? 'OR' : 'AND',
                    items: [LINE],
                  },
                ],
              })
            }
          >
            {t('addGroup')}
          </Button>
        )}
        {onRemove && (
          <Button small look="quiet" icon={<CloseOutlined aria-hidden />} onClick={onRemove}>
            {t('removeGroup')}
          </Button>
        )}
      </span>
    </div>
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
      search: `${text(name.label)} ${name.path}`.toLowerCase(),
    });
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

function ConditionLine({
  focused,
  condition,
  names,
  place,
  onChange,
  onRemove,
}: {
  focused: boolean;
  condition: Condition;
  names: Name[];
  place: ExpressionPlace;
  onChange: (next: Condition) => void;
  onRemove: () => void;
}) {
  const t = words.use();
  const text = useText();
  const name = names.find((each) => each.path === condition.path);
  const kind = name?.kind ?? 'other';
  const operators = [...new Set([...OPERATORS[kind], ...(condition.path ? [condition.operator] : [])])];
  const options = useMemo(
    () =>
      groupedNames(
        names.filter((each) => each.kind !== 'list'),
        text,
      ),
    [names, text],
  );
  const timed = kind === 'date' || kind === 'datetime' || kind === 'time';
  const word = (operator: Operator) =>
    t(`${timed && /^[<>]=?$/.test(operator) ? 'before' : 'operator'}_${operator}` as 'operator_=');
  return (
    <div className={css.line}>
      <div className={css.parts}>
        <Select
          autoFocus={focused}
          aria-label={t('field')}
          showSearch
          popupMatchSelectWidth={260}
          style={{ width: '100%' }}
          placeholder={t('chooseField')}
          value={condition.path || undefined}
          options={options}
          labelRender={(chosen) =>
            name
              ? name.path.includes('.')
                ? `${text(name.group)} › ${text(name.label)}`
                : text(name.label)
              : String(chosen.value)
          }
          filterOption={(input, option) =>
            String((option as { search?: string } | undefined)?.search ?? '').includes(input.toLowerCase())
          }
          onChange={(path: string) => {
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
      <Button
        look="quiet"
        small
        icon={<CloseOutlined aria-hidden />}
        aria-label={t('removeCondition')}
        onClick={onRemove}
      />
      {condition.path && !isFinished(condition) && (
        <span className={css.missing} role="status">
          {t(MISSING[shapeOf(condition.operator)] ?? 'missing_value')}
        </span>
      )}
    </div>
  );
}

const MISSING: Record<string, 'missing_values' | 'missing_both' | 'missing_period'> = {
  many: 'missing_values',
  between: 'missing_both',
  period: 'missing_period',
};

/** Operators of one shape take the same values. */
function shapeOf(operator: Operator): string {
  if (ALONE.includes(operator)) return 'none';
  if (MANY.includes(operator)) return 'many';
  return operator === 'between' || operator === 'period' ? operator : 'one';
}
