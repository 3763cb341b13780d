import { useState } from 'react';
import { assign } from '@/canvas/lists';
import { useLanguage, useText } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import { useDocuments } from '../draft/store';
import { ChoiceInput, TextInput, TextPair } from '../kit/controls';
import { rateDays, setSetting } from './entityChanges';
import { linesOf, optionsOf } from './optionTree';
import { useField } from './typeField';
import type { TypeSettingsProps } from './typeField';
import { dataWords } from './words';

/** The form that a text must have, and what is said of one that has not. */
export function PatternSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { field, own, change } = useField(props);
  return (
    <>
      <TextInput
        label={d('codePattern')}
        help={d('codePatternHelp')}
        value={field.pattern}
        onChange={(text) => change((target) => assign(target, 'pattern', text || undefined), 'pattern')}
      />
      {field.pattern && (
        <TextPair
          label={d('patternMessage')}
          value={own.pattern_message}
          onChange={(message) =>
            change((target) => setSetting(target, 'pattern_message', message), 'patternMessage')
          }
        />
      )}
    </>
  );
}

/** The usual currency of amounts, and whose day says what another one is worth. */
export function CurrencySettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const text = useText();
  const { own, change } = useField(props);
  const entity = props.handle.document;
  const { documents } = useDocuments(props.handle.app, 'entity');
  const above = entity.parent ? documents[entity.parent] : undefined;
  const days = rateDays(entity, above).map(({ key, field, of }) => ({
    value: key,
    label: of
      ? bracketed(text(field['x-dougong'].label) || key, text(of.name) || of.key)
      : text(field['x-dougong'].label) || key,
  }));
  return (
    <>
      <TextInput
        label={d('currency')}
        help={d('currencyHelp')}
        value={own.currency}
        onChange={(typed) =>
          change((target) => setSetting(target, 'currency', typed.toUpperCase().slice(0, 3)), 'currency')
        }
      />
      {(days.length > 0 || own.rate_date) && (
        <ChoiceInput
          label={d('rateDate')}
          help={d('rateDateHelp')}
          value={own.rate_date}
          empty={d('rateDateWriting')}
          onChange={(key) => change((target) => setSetting(target, 'rate_date', key || undefined))}
          options={days}
        />
      )}
    </>
  );
}

export function RatingSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  return (
    <ChoiceInput
      label={d('mostStars')}
      value={String(own.most ?? 5)}
      onChange={(value) => change((target) => setSetting(target, 'most', Number(value)))}
      options={[3, 4, 5, 6, 7, 8, 9, 10].map((count) => ({ value: String(count), label: String(count) }))}
    />
  );
}

export function TagsSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  const [typed, setTyped] = useState((own.suggestions ?? []).join(', '));
  return (
    <TextInput
      label={d('suggestions')}
      help={d('suggestionsHelp')}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        const words = text
          .split(/[,，、;；]/)
          .map((word) => word.trim())
          .filter(Boolean);
        change(
          (target) => setSetting(target, 'suggestions', words.length > 0 ? [...new Set(words)] : undefined),
          'suggestions',
        );
      }}
    />
  );
}

export function HiddenNote() {
  const d = dataWords.use();
  return <p className="muted">{d('hiddenHelp')}</p>;
}

export function CascadeSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const language = useLanguage();
  const { own, change } = useField(props);
  const [typed, setTyped] = useState(() => linesOf(own.options ?? [], language));
  const set = (text: string) => {
    setTyped(text);
    change((target) => {
      target['x-dougong'].options = optionsOf(text, target['x-dougong'].options ?? [], language);
    }, 'options');
  };
  return (
    <>
      <ChoiceInput
        label={d('cascadeSource')}
        value={own.source ?? 'own'}
        onChange={(value) => {
          change((target) => {
            setSetting(target, 'source', value === 'china' ? value : undefined);
            if (value === 'china') delete target['x-dougong'].options;
            else target['x-dougong'].options = [];
          });
          setTyped('');
        }}
        options={[
          { value: 'own', label: d('cascadeOwn') },
          { value: 'china', label: d('cascadeChina') },
        ]}
      />
      {own.source === undefined && (
        <TextInput
          label={d('cascadeTree')}
          help={d('cascadeTreeHelp')}
          rows={8}
          value={typed}
          onChange={set}
        />
      )}
    </>
  );
}

/** Which of the entity's buttons stands in the place of the field. */
export function ButtonSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const text = useText();
  const { own, change } = useField(props);
  return (
    <ChoiceInput
      label={d('buttonOf')}
      help={d('buttonOfHelp')}
      value={own.button}
      empty="–"
      onChange={(key) => change((target) => setSetting(target, 'button', key || undefined))}
      options={(props.handle.document.buttons ?? []).map((one) => ({
        value: one.key,
        label: text(one.label) || one.key,
      }))}
    />
  );
}
