import { useText } from '@/i18n';
import { useDocument } from '../draft/store';
import { ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ruleWords } from './words';

export interface BoundInputProps {
  app: string;
  label: string;
  help?: string;
  value: string | undefined;
  /** What a number begins with. */
  first: string;
  empty?: string;
  onChange: (value: string | undefined) => void;
}

const PLAIN = /^\d*(\.\d*)?$/;

/** A number of a rule: none, one that is written here, or one of the settings, which change without publishing. */
export function BoundInput({ app, label, help, value, first, empty, onChange }: BoundInputProps) {
  const r = ruleWords.use();
  const text = useText();
  const { handle } = useDocument(app, 'app', 'app');
  const settings = (handle?.document.settings ?? []).filter((each) => each.type === 'number');
  const plain = value !== undefined && PLAIN.test(value);
  return (
    <div className={kit.row} style={{ alignItems: 'flex-end' }}>
      <span className={kit.grow}>
        <ChoiceInput
          label={label}
          help={help}
          empty={empty}
          value={plain ? 'number' : (value ?? '')}
          options={[
            { value: 'number', label: r('aNumber') },
            ...settings.map((each) => ({
              value: `settings.${each.key}`,
              label: text(each.name) || each.key,
            })),
            ...(value && !plain && !settings.some((each) => `settings.${each.key}` === value)
              ? [{ value, label: value }]
              : []),
          ]}
          onChange={(next) => onChange(next === 'number' ? first : next || undefined)}
        />
      </span>
      {plain && (
        <span style={{ width: 88, alignSelf: 'flex-start' }}>
          <TextInput
            label={r('theNumber')}
            value={value}
            onChange={(next) => onChange(next.replace(/[^\d.]/g, '').slice(0, 6))}
          />
        </span>
      )}
    </div>
  );
}
