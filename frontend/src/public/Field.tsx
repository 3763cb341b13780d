import type { ReactNode } from 'react';
import type { Answer, Language, PublicField } from './types';
import { say } from './types';
import { WORDS } from './words';

interface FieldProps {
  field: PublicField;
  language: Language;
  required: boolean;
  /** One of several of which one is enough. */
  oneOf: boolean;
  value: Answer | undefined;
  error: string | undefined;
  onChange: (value: Answer) => void;
}

const INPUT: Record<
  string,
  { type: string; inputMode?: 'tel' | 'email' | 'url' | 'decimal'; autoComplete?: string }
> = {
  email: { type: 'email', inputMode: 'email', autoComplete: 'email' },
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  url: { type: 'url', inputMode: 'url', autoComplete: 'url' },
  number: { type: 'text', inputMode: 'decimal' },
  percent: { type: 'text', inputMode: 'decimal' },
  date: { type: 'date' },
  time: { type: 'time' },
  datetime: { type: 'datetime-local' },
};

/** What is said of an answer with more letters than are taken; nothing is cut off silently. */
export function tooLong(
  field: PublicField,
  answer: Answer | undefined,
  words: (typeof WORDS)[Language],
): string {
  const most = field.settings.maxLength;
  if (!most || typeof answer !== 'string' || [...answer].length <= most) return '';
  return words.tooLong.replace('{most}', String(most)).replace('{count}', String([...answer].length));
}

/** One question with its native input, help and fault. */
export function Field({ field, language, required, oneOf, value, error: told, onChange }: FieldProps) {
  const error = tooLong(field, value, WORDS[language]) || told;
  const id = `field-${field.key}`;
  const described =
    [error ? `${id}-error` : '', field.help ? `${id}-help` : ''].filter(Boolean).join(' ') || undefined;
  const common = {
    id,
    name: field.key,
    required,
    'aria-required': required,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': described,
  };
  const label = say(language, field.label);
  return (
    <div className={error ? 'field field-wrong' : 'field'}>
      {field.type === 'switch' ? (
        <label className="tick" htmlFor={id}>
          <input
            {...common}
            required={false}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          <span>{label}</span>
        </label>
      ) : field.type === 'multi_select' ? (
        <fieldset aria-describedby={described}>
          <legend>{label}</legend>
          {field.options.map((option) => {
            const chosen = Array.isArray(value) ? value : [];
            return (
              <label className="tick" key={option.key}>
                <input
                  type="checkbox"
                  checked={chosen.includes(option.key)}
                  onChange={(event) =>
                    onChange(
                      event.target.checked
                        ? [...chosen, option.key]
                        : chosen.filter((key) => key !== option.key),
                    )
                  }
                />
                <span>{say(language, option.label)}</span>
              </label>
            );
          })}
        </fieldset>
      ) : (
        <>
          <label htmlFor={id}>
            {label}
            {required ? (
              <span className="star" aria-hidden="true">
                {' '}
                *
              </span>
            ) : (
              <span className="optional"> {WORDS[language][oneOf ? 'oneOf' : 'optional']}</span>
            )}
          </label>
          {control(field, language, common, typeof value === 'string' ? value : '', onChange)}
        </>
      )}
      {field.help ? (
        <p className="help" id={`${id}-help`}>
          {say(language, field.help)}
        </p>
      ) : null}
      {error ? (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function control(
  field: PublicField,
  language: Language,
  common: Record<string, unknown>,
  value: string,
  onChange: (value: Answer) => void,
): ReactNode {
  if (field.type === 'long_text') {
    return <textarea {...common} rows={4} value={value} onChange={(event) => onChange(event.target.value)} />;
  }
  if (field.type === 'select') {
    return (
      <select {...common} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{WORDS[language].choose}</option>
        {field.options.map((option) => (
          <option key={option.key} value={option.key}>
            {say(language, option.label)}
          </option>
        ))}
      </select>
    );
  }
  const kind = INPUT[field.type] ?? { type: 'text' };
  const autoComplete =
    kind.autoComplete ??
    (/company/.test(field.key) ? 'organization' : /name/.test(field.key) ? 'name' : undefined);
  return (
    <input
      {...common}
      {...kind}
      autoComplete={autoComplete}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
