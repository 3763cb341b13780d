import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Select } from 'antd';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { Localised } from '@/api/types';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { FormulaReading } from '@/ui/FormulaReading';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { words } from '../words';
import css from './condition.module.css';
import { isGroup, readConditions, writeConditions } from './conditions';
import type { Condition, Group, Operator } from './conditions';
import { ExpressionInput } from './ExpressionInput';
import { OPERATORS } from './names';
import type { Name } from './names';
import { useNames } from './useNames';
import { useParsed } from './useParsed';
import type { ExpressionPlace } from './useParsed';
import { ValueInput, ValuesInput } from './ValueInput';

export interface ConditionInputProps extends ExpressionPlace {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  help?: ReactNode;
  /** Said where there is no condition. */
  empty?: string;
}

/** One condition in two views: by clicking, and as text for what is richer than clicks can show. */
export function ConditionInput({ label, value = '', onChange, help, empty, ...place }: ConditionInputProps) {
  const t = words.use();
  const names = useNames(place.app, place.entity, place.context);
  const [asText, setAsText] = useState(false);
  // Lines that are not finished yet have no text; they live here until they have.
  const [kept, setKept] = useState<{ text: string; group: Group } | null>(null);
  const read = useMemo(
    () => (kept && kept.text === value ? kept.group : readConditions(value)),
    [kept, value],
  );
  const showText = asText || read === null;
  const parsed = useParsed(place, showText ? '' : value);
  const change = (group: Group) => {
    const text = writeConditions(group);
    setKept({ text, group });
    onChange(text || undefined);
  };
  const faults = parsed.data?.errors ?? [];
  return (
    <div className={kit.labelled} role="group" aria-label={label}>
      <span className={kit.label}>
        <span>{label}</span>
        <span className={css.switch}>
          <button
            type="button"
            aria-pressed={!showText}
            disabled={read === null}
            title={read === null ? t('tooRich') : undefined}
            onClick={() => setAsText(false)}
          >
            {t('byClicks')}
          </button>
          <button type="button" aria-pressed={showText} onClick={() => setAsText(true)}>
            {t('asText')}
          </button>
        </span>
      </span>
      {showText || !read ? (
        <ExpressionInput
          hideLabel
          label={label}
          value={value}
          onChange={(next) => onChange(next || undefined)}
          help={read === null ? t('tooRich') : help}
          {...place}
        />
      ) : (
        <>
          <GroupView group={read} names={names} place={place} onChange={change} empty={empty} />
          {faults.map((fault, index) => (
            <span key={index} className={kit.bad} role="status">
              {fault.message}
            </span>
          ))}
          {value && faults.length === 0 && parsed.data?.reading && (
            <FormulaReading reading={parsed.data.reading} />
          )}
          {!value && help && <span className={kit.help}>{help}</span>}
        </>
      )}
    </div>
  );
}

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
  const addLine = () =>
    onChange({ ...group, items: [...group.items, { path: '', operator: '=', values: [] }] });
  return (
    <div className={`${css.group} ${onRemove ? css.nested : ''}`}>
      {group.items.length === 0 && empty && <span className="muted">{empty}</span>}
      {group.items.length > 1 && (
        <span className={css.join}>
          {t('joinBefore')}
          <ChoiceInput
            bare
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
                    items: [{ path: '', operator: '=', values: [] }],
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
  const groups = new Map<string, { value: string; label: string; search: string }[]>();
  for (const name of names) {
    const heading = text(name.group);
    const list = groups.get(heading) ?? [];
    groups.set(heading, list);
    list.push({
      value: name.path,
      label: text(name.label),
      search: `${text(name.label)} ${name.path}`.toLowerCase(),
    });
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

function ConditionLine({
  condition,
  names,
  place,
  onChange,
  onRemove,
}: {
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
  const several = condition.operator === 'in' || condition.operator === 'not_in';
  const none = ['blank', 'not_blank', 'true', 'false'].includes(condition.operator);
  const options = useMemo(
    () =>
      groupedNames(
        names.filter((each) => each.kind !== 'list'),
        text,
      ),
    [names, text],
  );
  const word = (operator: string) => t(`operator_${operator}` as 'operator_=');
  return (
    <div className={css.line}>
      <div className={css.parts}>
        <Select
          aria-label={t('fieldOfCondition')}
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
            const fits = OPERATORS[next].includes(condition.operator);
            onChange({
              path,
              operator: fits ? condition.operator : ((OPERATORS[next][0] ?? '=') as Operator),
              values: next === kind && fits ? condition.values : [],
            });
          }}
        />
        <ChoiceInput
          bare
          label={t('operator')}
          value={condition.operator}
          disabled={!condition.path}
          options={operators.map((operator) => ({ value: operator, label: word(operator) }))}
          onChange={(operator) => {
            const wasMany = several;
            const nowMany = operator === 'in' || operator === 'not_in';
            onChange({
              ...condition,
              operator: operator as Operator,
              values:
                wasMany === nowMany
                  ? condition.values
                  : nowMany
                    ? []
                    : condition.values.slice(0, 1).filter((each) => !each.startsWith('@')),
            });
          }}
        />
        {!none &&
          condition.path &&
          (several ? (
            <ValuesInput
              label={t('valueOfCondition')}
              name={name ?? { kind }}
              values={condition.values}
              onChange={(values) => onChange({ ...condition, values })}
            />
          ) : (
            <ValueInput
              key={condition.path}
              label={t('valueOfCondition')}
              name={name ?? { kind }}
              value={condition.values[0] ?? ''}
              names={names}
              place={place}
              onChange={(value) => onChange({ ...condition, values: value ? [value] : [] })}
            />
          ))}
      </div>
      <Button
        look="quiet"
        small
        icon={<CloseOutlined aria-hidden />}
        aria-label={t('removeCondition')}
        onClick={onRemove}
      />
    </div>
  );
}
