import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import type { FieldDescription, JsonValue } from '@/api/types';
import { kindOf } from '@/fields';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { readConditions, writeConditions } from './condition';
import type { Condition, ConditionList } from './condition';
import css from './expressions.module.css';
import { operators, operatorsOf, periods, words } from './operators';

export interface ConditionBuilderProps {
  app: string;
  fields: FieldDescription[];
  value: string;
  onChange: (text: string) => void;
  /** Opens with one empty line, so that a filter takes three clicks. */
  startEmpty?: boolean;
}

/** Says whether the list can show an expression; otherwise it is for the text editor. */
export function canShow(text: string, fields: FieldDescription[]): boolean {
  return readConditions(text, fields) !== null;
}

/** Conditions as lines: field, operator, value. Writes an expression; never stores anything else. */
export function ConditionBuilder({ app, fields, value, onChange, startEmpty }: ConditionBuilderProps) {
  const t = words.use();
  const text = useText();
  const usable = fields.filter((field) => operatorsOf(field).length > 0 && field.type !== 'attachment');
  const [list, setList] = useState<ConditionList>(() => withLine(readConditions(value, usable), startEmpty));
  const written = writeConditions(list, usable);
  useEffect(() => {
    if (value !== written) setList(withLine(readConditions(value, usable), startEmpty));
    // Only when somebody else changed the expression.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [value]);

  const set = (next: ConditionList) => {
    setList(next);
    const expression = writeConditions(next, usable);
    if (expression !== value) onChange(expression);
  };
  const replace = (index: number, next: Condition | null) =>
    set({
      ...list,
      conditions: list.conditions.flatMap((old, at) => (at === index ? (next ? [next] : []) : [old])),
    });

  return (
    <div className={css.builder}>
      {list.conditions.length > 1 && (
        <Select
          size="small"
          value={list.match}
          aria-label={t('match')}
          style={{ width: 200 }}
          options={[
            { value: 'all', label: t('matchAll') },
            { value: 'any', label: t('matchAny') },
          ]}
          onChange={(match) => set({ ...list, match })}
        />
      )}
      {list.conditions.length === 0 && <p className="muted">{t('noConditions')}</p>}
      {list.conditions.map((condition, index) => {
        const field = usable.find((found) => found.key === condition.field);
        return (
          <div key={index} className={css.line}>
            <Select
              value={condition.field || undefined}
              placeholder={t('chooseField')}
              showSearch={{ optionFilterProp: 'label' }}
              aria-label={t('field')}
              options={usable.map((found) => ({ value: found.key, label: text(found.label) || found.key }))}
              onChange={(key) => {
                const chosen = usable.find((found) => found.key === key);
                replace(index, {
                  field: key,
                  operator: chosen ? (operatorsOf(chosen)[0] ?? '') : '',
                  values: [],
                });
              }}
            />
            {field && (
              <Select
                value={condition.operator}
                aria-label={t('operator')}
                popupMatchSelectWidth={false}
                options={operatorsOf(field).map((key) => ({ value: key, label: t(key as 'equals') }))}
                onChange={(operator) => {
                  const same = operators[operator]?.arity === operators[condition.operator]?.arity;
                  replace(index, { ...condition, operator, values: same ? condition.values : [] });
                }}
              />
            )}
            {field && (
              <ConditionValue
                app={app}
                field={field}
                condition={condition}
                onChange={(values) => replace(index, { ...condition, values })}
              />
            )}
            <Button
              small
              look="quiet"
              icon={<CloseOutlined />}
              aria-label={t('removeCondition')}
              onClick={() => replace(index, null)}
            />
          </div>
        );
      })}
      <span>
        <Button
          small
          icon={<PlusOutlined />}
          onClick={() =>
            setList({ ...list, conditions: [...list.conditions, { field: '', operator: '', values: [] }] })
          }
        >
          {t('addCondition')}
        </Button>
      </span>
    </div>
  );
}

function withLine(list: ConditionList | null, startEmpty: boolean | undefined): ConditionList {
  const found = list ?? { match: 'all', conditions: [] };
  if (startEmpty && found.conditions.length === 0)
    return { ...found, conditions: [{ field: '', operator: '', values: [] }] };
  return found;
}

interface ConditionValueProps {
  app: string;
  field: FieldDescription;
  condition: Condition;
  onChange: (values: JsonValue[]) => void;
}

function ConditionValue({ app, field, condition, onChange }: ConditionValueProps) {
  const t = words.use();
  const arity = operators[condition.operator]?.arity;
  const kind = kindOf(field.type);
  const Control = kind.Filter ?? kind.Widget;
  const free = {
    ...field,
    required: false,
    label: { en: t('value') },
    settings: { ...field.settings, minimum: undefined, maximum: undefined },
  };
  // The label of a chosen record is known here only while it is being chosen.
  const [label, setLabel] = useState<string | undefined>();
  if (arity === 'none' || arity === undefined) return null;
  if (arity === 'period')
    return (
      <Select
        value={condition.values[0] ? String(condition.values[0]) : undefined}
        placeholder={t('value')}
        aria-label={t('value')}
        style={{ minWidth: 160 }}
        options={Object.keys(periods).map((key) => ({ value: key, label: t(key as 'today') }))}
        onChange={(period) => onChange([period])}
      />
    );
  if (arity === 'two')
    return (
      <>
        {[0, 1].map((at) => (
          <Control
            key={at}
            app={app}
            field={{ ...free, label: { en: at === 0 ? t('from') : t('to') } }}
            value={condition.values[at] ?? null}
            onChange={(next) =>
              onChange(at === 0 ? [next, condition.values[1] ?? null] : [condition.values[0] ?? null, next])
            }
          />
        ))}
      </>
    );
  const options = field.options.length > 0;
  if (arity === 'many' && options)
    return (
      <Control
        app={app}
        field={free}
        value={condition.values}
        onChange={(next) => onChange(Array.isArray(next) ? next : [])}
      />
    );
  if (arity === 'one' && options)
    return (
      <kind.Widget
        app={app}
        field={free}
        value={condition.values[0] ?? null}
        onChange={(next) => onChange([next])}
      />
    );
  return (
    <Control
      app={app}
      field={free}
      value={condition.values[0] ?? null}
      labelText={label}
      onChange={(next, nextLabel) => {
        setLabel(nextLabel);
        onChange([next]);
      }}
    />
  );
}
