import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { FormulaReading } from '@/ui/FormulaReading';
import { ConditionBuilder } from './ConditionBuilder';
import css from './condition.module.css';
import { hasTextBlock } from './conditions';
import { ExpressionInput } from './ExpressionInput';
import { reachOf } from './reach';
import type { Sight } from './reach';
import { readConditions } from './reading';
import { Trial } from './Trial';
import { lacksValues } from './unfinished';
import { useParsed } from './useParsed';
import type { ExpressionPlace } from './parse';
import { words } from './words';

export interface ConditionInputProps extends ExpressionPlace {
  sight: Sight;
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  help?: ReactNode;
  /** Said where there is no condition. */
  empty?: string;
  /** Its heading stands elsewhere. */
  hideLabel?: boolean;
  /** Opens with one empty line, so that a filter takes three clicks. */
  startEmpty?: boolean;
  /** For a search: a line that is not finished does not count yet. */
  onlyFinished?: boolean;
}

/** One condition in two views of one tree: by clicking, and as text. */
export function ConditionInput({
  sight,
  label,
  value = '',
  onChange,
  help,
  empty,
  hideLabel,
  startEmpty,
  onlyFinished,
  ...place
}: ConditionInputProps) {
  const t = words.use();
  const [asText, setAsText] = useState(false);
  const read = useMemo(() => readConditions(value, reachOf(sight)), [value, sight]);
  // A part that is being typed may break the whole for a moment: one stays where one types.
  const [held, setHeld] = useState(false);
  const broken = read === null && !held;
  const showText = asText || broken;
  const unfinished = read !== null && lacksValues(read);
  // “Always” is said by its line.
  const isSaid = /^(?:true|false)$/i.test(value.trim());
  const parsed = useParsed(place, showText || unfinished ? '' : value);
  const faults = unfinished ? [] : (parsed.data?.errors ?? []);
  return (
    <div className={css.labelled} role="group" aria-label={label}>
      <span className={css.label}>
        {!hideLabel && <span>{label}</span>}
        <span className={css.switch}>
          <button
            type="button"
            aria-pressed={!showText}
            disabled={broken}
            title={broken ? t('cannotRead') : undefined}
            onClick={() => setAsText(false)}
          >
            {t('byClicks')}
          </button>
          <button type="button" aria-pressed={showText} onClick={() => setAsText(true)}>
            {t('asText')}
          </button>
        </span>
      </span>
      {showText ? (
        <ExpressionInput
          hideLabel
          label={label}
          value={value}
          autoFocus={asText}
          onChange={(next) => {
            // Whoever types keeps the text before his eyes, also once clicks could show it.
            setAsText(true);
            onChange(next || undefined);
          }}
          help={help}
          {...place}
        />
      ) : (
        <>
          <ConditionBuilder
            sight={sight}
            place={place}
            value={value}
            startEmpty={startEmpty}
            onlyFinished={onlyFinished}
            onChange={(text) => {
              setHeld(true);
              onChange(text || undefined);
            }}
            empty={empty}
          />
          {faults.map((fault, index) => (
            <span key={index} className={css.bad} role="status">
              {fault.message}
            </span>
          ))}
          {value && !unfinished && !isSaid && faults.length === 0 && parsed.data?.reading && (
            <FormulaReading reading={parsed.data.reading} />
          )}
          {read && hasTextBlock(read) && <span className={css.help}>{t('tooRich')}</span>}
          {unfinished && !onlyFinished && <span className={css.help}>{t('unfinished')}</span>}
          {!value && help && <span className={css.help}>{help}</span>}
          {!unfinished && faults.length === 0 && (
            <div className={css.foot}>
              <Trial place={place} text={value} />
            </div>
          )}
        </>
      )}
    </div>
  );
}
