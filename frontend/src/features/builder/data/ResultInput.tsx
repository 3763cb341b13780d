import { assign } from '@/canvas/lists';
import { CheckInput, ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { setSetting } from './entityChanges';
import { useField, whole } from './typeField';
import type { TypeSettingsProps } from './typeField';
import { dataWords } from './words';

/** Whether the thousands of a number are grouped. */
export function ThousandsSetting(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  return (
    <CheckInput
      label={d('thousands')}
      help={d('thousandsHelp')}
      value={own.thousands ?? true}
      // Grouped is what a number is unless it says otherwise.
      onChange={(on) => change((target) => assign(target['x-dougong'], 'thousands', on ? undefined : false))}
    />
  );
}

const RESULTS = ['number', 'money', 'percent', 'text', 'boolean', 'date', 'datetime', 'duration'] as const;

/** What kind of value is computed, and how a number is written. */
export function ResultInput(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  return (
    <>
      <div className={kit.duo}>
        <ChoiceInput
          label={d('result')}
          value={own.result ?? 'number'}
          onChange={(value) => change((target) => setSetting(target, 'result', value))}
          options={RESULTS.map((value) => ({ value, label: d(`result_${value}`) }))}
        />
        <TextInput
          label={d('precision')}
          type="number"
          value={own.precision?.toString()}
          onChange={(text) => change((target) => setSetting(target, 'precision', whole(text)), 'precision')}
        />
      </div>
      {(own.result ?? 'number') === 'number' && <ThousandsSetting {...props} />}
    </>
  );
}
