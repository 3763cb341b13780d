import { Select } from '@/ui/Select';
import { useState } from 'react';
import { holdsSeveral, idsOf, kindOf } from '@/fields';
import type { Label } from '@/fields';
import { useTree } from '@/fields/trees';
import type { FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { Choice } from './Choice';
import css from './condition.module.css';
import { MANY, quote, unquote } from './conditions';
import type { Condition } from './conditions';
import type { Name } from './names';
import { periods } from './periods';
import type { ExpressionPlace } from './parse';
import { ValueInput } from './ValueInput';
import { words } from './words';

export interface ConditionValueProps {
  condition: Condition;
  name: Pick<Name, 'kind' | 'options' | 'entity' | 'field'>;
  names: Name[];
  place: ExpressionPlace;
  onChange: (values: string[]) => void;
}

const PICKED = ['person', 'department', 'record'];

/** What a condition compares with: as many controls as its operator takes values. */
export function ConditionValue({ condition, name, names, place, onChange }: ConditionValueProps) {
  const t = words.use();
  const { operator, values } = condition;
  const [first = '', second = ''] = values;
  if (operator === 'period')
    return (
      <Choice
        label={t('value')}
        value={first}
        options={Object.keys(periods).map((key) => ({ value: key, label: t(key as 'today') }))}
        onChange={(key) => onChange([key])}
      />
    );
  if (operator === 'last_days' || operator === 'next_days')
    return (
      <Window
        path={condition.path}
        before={operator === 'last_days'}
        names={names}
        days={first}
        from={second}
        onChange={(days, from) => onChange(from ? [days, from] : days ? [days] : [])}
      />
    );
  if (name.kind === 'regions' || (name.kind === 'tree' && name.field))
    return <Places app={place.app} name={name} values={values} onChange={onChange} />;
  if (name.field && holdsSeveral(name.field.type) && MANY.includes(operator))
    return <PickedSeveral app={place.app} field={name.field} values={values} onChange={onChange} />;
  if (MANY.includes(operator))
    return <ValuesInput label={t('value')} name={name} values={values} onChange={onChange} />;
  if (operator === 'between')
    return [first, second].map((value, at) => (
      <ValueInput
        key={at}
        label={t(at === 0 ? 'from' : 'to')}
        name={name}
        names={names}
        place={place}
        value={value}
        onChange={(next) => onChange(at === 0 ? [next, second] : [first, next])}
      />
    ));
  if (name.field && PICKED.includes(name.kind) && (first === '' || unquote(first) !== null))
    return <Picked app={place.app} field={name.field} value={first} onChange={(next) => onChange([next])} />;
  return (
    <ValueInput
      label={t('value')}
      name={name}
      names={names}
      place={place}
      value={first}
      onChange={(next) => onChange(next ? [next] : [])}
    />
  );
}

/** A number of days up to today or another day, or from it on. */
function Window({
  path,
  before,
  names,
  days,
  from,
  onChange,
}: {
  path: string;
  before: boolean;
  names: Name[];
  days: string;
  from: string;
  onChange: (days: string, from: string) => void;
}) {
  const t = words.use();
  const text = useText();
  const dates = names.filter(
    (each) => (each.kind === 'date' || each.kind === 'datetime') && each.path !== path && !each.far,
  );
  return (
    <span className={css.row}>
      <input
        className={css.input}
        style={{ width: 76 }}
        aria-label={t('days')}
        inputMode="numeric"
        value={days}
        onChange={(event) => onChange(event.target.value.replace(/\D|^0+/g, '').slice(0, 5), from)}
      />
      <span className={css.grow}>
        <Choice
          label={t('countedFrom')}
          value={from || TODAY}
          options={[
            { value: TODAY, label: t(before ? 'upToToday' : 'fromToday') },
            ...dates.map((each) => ({
              value: each.path,
              label: t(before ? 'upTo' : 'fromDay', {
                day: each.path.includes('.') ? `${text(each.group)} › ${text(each.label)}` : text(each.label),
              }),
            })),
          ]}
          onChange={(next) => onChange(days, next === TODAY ? '' : next)}
        />
      </span>
    </span>
  );
}

const TODAY = 'TODAY()';

/** A person, a place or a record, by the control of its field. */
function Picked({
  app,
  field,
  value,
  onChange,
}: {
  app: string;
  field: FieldDescription;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = words.use();
  const kind = kindOf(field.type);
  const Control = kind.Filter ?? kind.Widget;
  // The label of a chosen record is known here only while it is being chosen.
  const [label, setLabel] = useState<Label>();
  return (
    <Control
      app={app}
      field={{ ...field, required: false, label: { en: t('value') } }}
      value={unquote(value)}
      labelText={label}
      onChange={(next, nextLabel) => {
        setLabel(nextLabel);
        onChange(typeof next === 'string' && next ? quote(next) : '');
      }}
    />
  );
}

/** Several persons, places or records, by the control of their field. */
function PickedSeveral({
  app,
  field,
  values,
  onChange,
}: {
  app: string;
  field: FieldDescription;
  values: string[];
  onChange: (values: string[]) => void;
}) {
  const t = words.use();
  const { Widget } = kindOf(field.type);
  const [labels, setLabels] = useState<Label>();
  return (
    <Widget
      app={app}
      field={{ ...field, required: false, label: { en: t('value') } }}
      value={values.map((value) => unquote(value) ?? value)}
      labelText={labels}
      onChange={(next, names) => {
        setLabels(names);
        onChange(idsOf(next).map(quote));
      }}
    />
  );
}

/** A choice in a tree: what is compared is its last step, below which everything fits. */
function Places({
  app,
  name,
  values,
  onChange,
}: {
  app: string;
  name: Pick<Name, 'kind' | 'field'>;
  values: string[];
  onChange: (values: string[]) => void;
}) {
  const t = words.use();
  const label = { en: t('value'), zh: t('value') };
  const field = name.field ? { ...name.field, required: false, label } : REGIONS(label);
  const { Widget } = kindOf('cascade');
  const tree = useTree(field);
  const last = unquote(values[0] ?? '');
  return (
    <Widget
      app={app}
      field={field}
      value={last && tree ? tree.wayTo(last) : []}
      onChange={(next) => {
        const key = Array.isArray(next) ? next.at(-1) : undefined;
        onChange(typeof key === 'string' ? [quote(key)] : []);
      }}
    />
  );
}

/** The regions of an address, which stand in no field of their own. */
const REGIONS = (label: FieldDescription['label']): FieldDescription => ({
  key: 'region',
  id: 'region',
  type: 'cascade',
  label,
  required: false,
  read_only: false,
  readable: true,
  writable: true,
  changeable: true,
  widget: null,
  operators: [],
  formula_type: 'list',
  options: [],
  settings: { source: 'china' },
  help: null,
  system: false,
});

/** Several constants, as for "is one of". */
function ValuesInput({
  label,
  name,
  values,
  onChange,
}: {
  label: string;
  name: Pick<Name, 'kind' | 'options'>;
  values: string[];
  onChange: (values: string[]) => void;
}) {
  const text = useText();
  if (name.options)
    return (
      <Select
        aria-label={label}
        mode="multiple"
        optionFilterProp="label"
        style={{ width: '100%' }}
        value={values.map((value) => unquote(value) ?? value)}
        onChange={(next: string[]) => onChange(next.map(quote))}
        options={name.options.map((option) => ({
          value: option.key,
          label: text(option.label) || option.key,
        }))}
      />
    );
  return (
    <Select
      aria-label={label}
      mode="tags"
      open={false}
      suffixIcon={null}
      style={{ width: '100%' }}
      tokenSeparators={[',', '，']}
      value={values.map((value) => unquote(value) ?? value)}
      onChange={(next: string[]) =>
        onChange(next.map((each) => (name.kind === 'number' ? each : quote(each))))
      }
    />
  );
}
