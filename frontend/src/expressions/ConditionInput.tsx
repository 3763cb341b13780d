import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { FormulaReading } from '@/ui/FormulaReading';
import { ConditionBuilder } from './ConditionBuilder';
import css from './condition.module.css';
import { readConditions } from './conditions';
import { ExpressionInput } from './ExpressionInput';
import { lacksValues } from './unfinished';
import type { Name } from './names';
import { useParsed } from './useParsed';
import type { ExpressionPlace } from './useParsed';
import { whyText } from './whyText';
import { words } from './words';

export interface ConditionInputProps extends ExpressionPlace {
  names: Name[];
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  help?: ReactNode;
  /** Said where there is no condition. */
  empty?: string;
}

/** One condition in two views: by clicking, and as text for what is richer than clicks can show. */
export function ConditionInput({
  names,
  label,
  value = '',
  onChange,
  help,
  empty,
  ...place
}: ConditionInputProps) {
  const t = words.use();
  const [asText, setAsText] = useState(false);
  const read = useMemo(() => readConditions(value), [value]);
  const showText = asText || read === null;
  const unfinished = read !== null && lacksValues(read);
  const parsed = useParsed(place, (showText && read !== null) || unfinished ? '' : value);
  const faults = unfinished ? [] : (parsed.data?.errors ?? []);
  const why = read === null && parsed.data && !parsed.isPlaceholderData ? whyText(value, faults) : undefined;
  // A text with a fault is not rich, it is wrong: the fault itself is told below it.
  const reason = why && t(why.word, why);
  return (
    <div className={css.labelled} role="group" aria-label={label}>
      <span className={css.label}>
        <span>{label}</span>
        <span className={css.switch}>
          <button
            type="button"
            aria-pressed={!showText}
            disabled={read === null}
            title={reason}
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
          onChange={(next) => {
            // Whoever types keeps the text before his eyes, also once clicks could show it.
            setAsText(true);
            onChange(next || undefined);
          }}
          help={read === null ? undefined : help}
          {...place}
        />
      ) : (
        <>
          <ConditionBuilder
            names={names}
            place={place}
            value={value}
            onChange={(text) => onChange(text || undefined)}
            empty={empty}
          />
          {faults.map((fault, index) => (
            <span key={index} className={css.bad} role="status">
              {fault.message}
            </span>
          ))}
          {value && !unfinished && faults.length === 0 && parsed.data?.reading && (
            <FormulaReading reading={parsed.data.reading} />
          )}
          {unfinished && <span className={css.help}>{t('unfinished')}</span>}
          {!value && help && <span className={css.help}>{help}</span>}
        </>
      )}
    </div>
  );
}
