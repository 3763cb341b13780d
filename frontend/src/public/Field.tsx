import { useState } from 'react';
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
  /** What the rules of the form remark here. */
  warning?: string;
  /** A rule answers it. */
  locked?: boolean;
  /** Sends a file and gives its id; without it none can be sent. */
  upload?: (file: File) => Promise<string>;
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
  money: { type: 'text', inputMode: 'decimal' },
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
export function Field(props: FieldProps) {
  const { field, language, required, oneOf, value, error: told, warning, locked, onChange } = props;
  const error = tooLong(field, value, WORDS[language]) || told;
  const id = `field-${field.key}`;
  const described =
    [error ? `${id}-error` : '', field.help ? `${id}-help` : ''].filter(Boolean).join(' ') || undefined;
  const common = {
    id,
    name: field.key,
    required,
    disabled: locked,
    placeholder: say(language, field.placeholder) || undefined,
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
                  disabled={locked}
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
          {FILES.has(field.type) ? (
            <Files {...props} common={common} />
          ) : (
            control(field, language, common, textOf(value), onChange)
          )}
        </>
      )}
      {field.help ? (
        <p className="help" id={`${id}-help`}>
          {say(language, field.help)}
        </p>
      ) : null}
      {warning ? (
        <p className="warning" role="status">
          {warning}
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
  if (field.type === 'rating') {
    const most = Number(field.settings.maximum ?? 5);
    return (
      <select {...common} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{WORDS[language].choose}</option>
        {Array.from({ length: most }, (_, at) => (
          <option key={at} value={String(at + 1)}>
            {'★'.repeat(at + 1) + '☆'.repeat(most - at - 1)}
          </option>
        ))}
      </select>
    );
  }
  if (field.type === 'slider') {
    const { minimum = 0, maximum = 100, step = 1 } = field.settings;
    return (
      <span className="slider">
        <input
          {...common}
          type="range"
          min={Number(minimum)}
          max={Number(maximum)}
          step={Number(step)}
          value={value === '' ? String(minimum) : value}
          onChange={(event) => onChange(event.target.value)}
        />
        <output>{value || '–'}</output>
      </span>
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

const FILES = new Set(['attachment', 'image']);

function textOf(value: Answer | undefined): string {
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : '';
}

/** Files are sent as soon as they are chosen; the answer holds what they are called by the server. */
function Files({
  field,
  language,
  value,
  upload,
  onChange,
  common,
}: FieldProps & { common: Record<string, unknown> }) {
  const words = WORDS[language];
  const [names, setNames] = useState<Record<string, string>>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const ids = Array.isArray(value) ? value : [];
  const { most = 5, bytes = Infinity } = field.settings;
  const choose = async (files: File[]) => {
    setFault('');
    const large = files.find((file) => file.size > bytes);
    if (large || ids.length + files.length > most) {
      const limit = words[large ? 'fileTooLarge' : 'tooManyFiles'];
      return setFault(
        limit
          .replace('{name}', large?.name ?? '')
          .replace('{most}', String(large ? Math.floor(bytes / 1_000_000) : most)),
      );
    }
    setBusy(true);
    try {
      const sent = [...ids];
      for (const file of files) {
        const id = await upload?.(file);
        if (!id) continue;
        setNames((before) => ({ ...before, [id]: file.name }));
        sent.push(id);
        onChange([...sent]);
      }
    } catch {
      setFault(words.fileNotSent);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <input
        {...common}
        type="file"
        multiple={most > 1}
        required={false}
        disabled={busy || !upload || ids.length >= most}
        accept={field.type === 'image' ? 'image/png,image/jpeg,image/gif,image/webp' : undefined}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void choose(files);
        }}
      />
      {busy ? <p className="help">{words.sendingFile}</p> : null}
      {fault ? (
        <p className="error" role="alert">
          {fault}
        </p>
      ) : null}
      <ul className="files">
        {ids.map((id) => (
          <li key={id}>
            <span>{names[id] ?? id}</span>
            <button className="plain" type="button" onClick={() => onChange(ids.filter((one) => one !== id))}>
              {words.removeFile}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
