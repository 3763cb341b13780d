import { useState } from 'react';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import { useDocuments } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ExpressionInput } from '@/expressions';
import { CheckInput, ChoiceInput, PickInput, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { NewEntityDialog } from './DataPage';
import { setPrecision, setSetting } from './entityChanges';
import { LookupSettings } from './LookupSettings';
import {
  ButtonSettings,
  CascadeSettings,
  PatternSettings,
  CurrencySettings,
  HiddenNote,
  RatingSettings,
  TagsSettings,
} from './MoreTypeSettings';
import { ResultInput, ThousandsSetting } from './ResultInput';
import { StoredSettings } from './StoredSettings';
import { useField, whole } from './typeField';
import type { TypeSettingsProps } from './typeField';
import { dataWords } from './words';

/** The questions that belong to a field's type. */
export function TypeSettings(props: TypeSettingsProps) {
  const field = props.handle.document.schema.properties[props.fieldKey];
  if (!field) return null;
  switch (field['x-dougong'].type) {
    case 'text':
    case 'long_text':
    case 'rich_text':
      return <TextSettings {...props} />;
    case 'cascade':
      return <CascadeSettings {...props} />;
    case 'code':
    case 'scan':
    case 'external_id':
      return <PatternSettings {...props} />;
    case 'rating':
      return <RatingSettings {...props} />;
    case 'tags':
      return <TagsSettings {...props} />;
    case 'button':
      return <ButtonSettings {...props} />;
    case 'hidden':
      return <HiddenNote />;
    case 'slider':
    case 'number':
    case 'money':
    case 'percent':
      return <NumberSettings {...props} />;
    case 'auto_number':
      return <AutoNumberSettings {...props} />;
    case 'phone':
      return <PhoneSettings {...props} />;
    case 'reference':
    case 'references':
      return <ReferenceSettings {...props} />;
    case 'tree_parent':
      return <ReferenceSettings {...props} />;
    case 'lookup':
      return (
        <>
          <LookupSettings {...props} />
          <StoredSettings {...props} />
        </>
      );
    case 'sub_table':
      return <SubTableSettings {...props} />;
    case 'formula':
      return <FormulaSettings {...props} />;
    case 'roll_up':
      return <RollUpSettings {...props} />;
    default:
      return null;
  }
}

function TextSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { field, own, change } = useField(props);
  return (
    <>
      <div className={kit.duo}>
        {own.type !== 'rich_text' && (
          <TextInput
            label={d('minLength')}
            type="number"
            value={field.minLength?.toString()}
            onChange={(text) => change((target) => assign(target, 'minLength', whole(text)), 'minLength')}
          />
        )}
        <TextInput
          label={d('maxLength')}
          type="number"
          value={field.maxLength?.toString()}
          onChange={(text) =>
            change((target) => assign(target, 'maxLength', whole(text) || undefined), 'maxLength')
          }
        />
      </div>
      {own.type === 'text' && <PatternSettings {...props} />}
      {own.type === 'text' && (
        <ChoiceInput
          label={d('normalise')}
          value={own.normalise}
          empty="–"
          onChange={(value) => change((target) => setSetting(target, 'normalise', value))}
          options={(['trim', 'upper', 'lower', 'company', 'domain'] as const).map((value) => ({
            value,
            label: d(`normalise_${value}`),
          }))}
        />
      )}
    </>
  );
}

function NumberSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  const decimal = (text: string) => text.replace(/[^\d.-]/g, '');
  return (
    <>
      <div className={kit.duo}>
        <TextInput
          label={d('minimum')}
          value={own.minimum}
          onChange={(text) => change((target) => setSetting(target, 'minimum', decimal(text)), 'minimum')}
        />
        <TextInput
          label={d('maximum')}
          value={own.maximum}
          onChange={(text) => change((target) => setSetting(target, 'maximum', decimal(text)), 'maximum')}
        />
      </div>
      <TextInput
        label={d('precision')}
        type="number"
        value={own.precision?.toString()}
        onChange={(text) =>
          change(
            (target) =>
              setPrecision(target, whole(text) === undefined ? undefined : Math.min(10, whole(text) ?? 0)),
            'precision',
          )
        }
      />
      {own.type === 'slider' && (
        <TextInput
          label={d('sliderStep')}
          value={own.step}
          onChange={(text) => change((target) => setSetting(target, 'step', decimal(text)), 'step')}
        />
      )}
      {(own.type === 'number' || own.type === 'slider') && (
        <TextPair
          label={d('unit')}
          value={own.unit}
          onChange={(unit) => change((target) => setSetting(target, 'unit', unit), 'unit')}
        />
      )}
      {(own.type === 'number' || own.type === 'slider') && <ThousandsSetting {...props} />}
      {own.type === 'money' && <CurrencySettings {...props} />}
    </>
  );
}

function AutoNumberSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  return (
    <>
      <TextInput
        label={d('pattern')}
        help={d('patternHelp', { interpolation: { prefix: '[[', suffix: ']]' } })}
        value={own.pattern}
        onChange={(text) => change((target) => setSetting(target, 'pattern', text), 'pattern')}
      />
      <ChoiceInput
        label={d('reset')}
        value={own.reset ?? 'never'}
        onChange={(value) => change((target) => setSetting(target, 'reset', value))}
        options={(['never', 'year', 'month', 'day'] as const).map((value) => ({
          value,
          label: d(`reset_${value}`),
        }))}
      />
      <CheckInput
        label={d('gapFree')}
        value={own.gap_free}
        onChange={(on) => change((target) => setSetting(target, 'gap_free', on))}
      />
    </>
  );
}

function PhoneSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  return (
    <TextInput
      label={d('country')}
      placeholder="CN"
      value={own.country}
      onChange={(text) =>
        change((target) => setSetting(target, 'country', text.toUpperCase().slice(0, 2)), 'country')
      }
    />
  );
}

const ON_DELETE = ['refuse', 'clear', 'cascade'] as const;

function ReferenceSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const text = useText();
  const { own, change } = useField(props);
  const entries = useEntries(props.handle.app, 'entity');
  return (
    <>
      {own.type !== 'tree_parent' && (
        <PickInput
          label={d('target')}
          value={own.entity}
          placeholder={d('targetMissing')}
          onChange={(value) => change((target) => setSetting(target, 'entity', value))}
          options={entries.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
        />
      )}
      {own.type === 'tree_parent' && <p className="muted">{d('treeHelp')}</p>}
      <ChoiceInput
        label={d('onDelete')}
        value={own.on_delete ?? 'clear'}
        onChange={(value) => change((target) => setSetting(target, 'on_delete', value))}
        options={ON_DELETE.filter((value) => value !== 'cascade' || own.type !== 'references').map(
          (value) => ({
            value,
            label: d(
              own.type === 'references' && value === 'clear' ? 'onDelete_unlink' : `onDelete_${value}`,
            ),
          }),
        )}
      />
      <TextInput
        label={d('inverseKey')}
        value={own.inverse?.key}
        onChange={(key) =>
          change(
            (target) =>
              setSetting(target, 'inverse', key ? { ...target['x-dougong'].inverse, key } : undefined),
            'inverse',
          )
        }
      />
      {own.inverse && (
        <TextPair
          label={d('inverseLabel')}
          value={own.inverse.label}
          onChange={(label) =>
            change((target) => {
              if (target['x-dougong'].inverse) assign(target['x-dougong'].inverse, 'label', label);
            }, 'inverseLabel')
          }
        />
      )}
    </>
  );
}

function SubTableSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const text = useText();
  const { own, change } = useField(props);
  const { documents } = useDocuments(props.handle.app, 'entity');
  const [adding, setAdding] = useState(false);
  const children = Object.values(documents).filter((entity) => entity.parent === props.handle.document.key);
  return (
    <>
      <ChoiceInput
        label={d('rows')}
        help={d('rowsHelp')}
        value={own.entity}
        onChange={(value) => change((target) => setSetting(target, 'entity', value))}
        options={children.map((entity) => ({ value: entity.key, label: text(entity.name) || entity.key }))}
      />
      <Button small onClick={() => setAdding(true)}>
        {d('newRows')}
      </Button>
      {adding && (
        <NewEntityDialog
          app={props.handle.app}
          parent={props.handle.document.key}
          onClose={() => setAdding(false)}
          onCreated={(key) => change((target) => setSetting(target, 'entity', key))}
        />
      )}
    </>
  );
}

function FormulaSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  return (
    <>
      <ExpressionInput
        draft
        app={props.handle.app}
        entity={props.handle.document.key}
        context="formula"
        field={props.fieldKey}
        label={d('formula')}
        value={own.formula}
        onChange={(text) => change((target) => setSetting(target, 'formula', text), 'formula')}
      />
      <ResultInput {...props} />
      <StoredSettings {...props} />
    </>
  );
}

/** Fields that are lists of records. */
const LISTS = new Set(['sub_table', 'references']);

function RollUpSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const text = useText();
  const { own, change } = useField(props);
  const { documents } = useDocuments(props.handle.app, 'entity');
  const lists: { key: string; label: string; entity: string }[] = [];
  for (const [key, field] of Object.entries(props.handle.document.schema.properties))
    if (LISTS.has(field['x-dougong'].type) && field['x-dougong'].entity)
      lists.push({ key, label: text(field['x-dougong'].label) || key, entity: field['x-dougong'].entity });
  for (const other of Object.values(documents))
    for (const field of Object.values(other.schema.properties)) {
      const { entity, inverse } = field['x-dougong'];
      if (entity === props.handle.document.key && inverse)
        lists.push({ key: inverse.key, label: text(inverse.label) || inverse.key, entity: other.key });
    }
  const child = lists.find((list) => list.key === own.of)?.entity;
  return (
    <>
      <ChoiceInput
        label={d('rollOf')}
        value={own.of}
        onChange={(value) => change((target) => setSetting(target, 'of', value))}
        options={lists.map((list) => ({ value: list.key, label: list.label }))}
      />
      <ChoiceInput
        label={d('rollFunction')}
        value={own.function}
        onChange={(value) =>
          change((target) => {
            setSetting(target, 'function', value);
            if (value === 'count') delete target['x-dougong'].value;
          })
        }
        options={(['count', 'sum', 'min', 'max', 'average'] as const).map((value) => ({
          value,
          label: d(`function_${value}`),
        }))}
      />
      {own.function !== 'count' && child && (
        <ExpressionInput
          draft
          app={props.handle.app}
          entity={child}
          context="formula"
          field={`${props.handle.document.key}.${props.fieldKey}`}
          label={d('rollValue')}
          value={own.value}
          onChange={(value) => change((target) => setSetting(target, 'value', value), 'value')}
        />
      )}
      {child && (
        <DraftCondition
          app={props.handle.app}
          entity={child}
          context="formula"
          field={`${props.handle.document.key}.${props.fieldKey}`}
          label={d('rollWhen')}
          value={own.when}
          onChange={(when) => change((target) => setSetting(target, 'when', when), 'when')}
        />
      )}
      {own.function !== 'count' && <ResultInput {...props} />}
      <StoredSettings {...props} />
    </>
  );
}
