import { useState, type ReactNode } from 'react';
import { questionOf } from './questions';
import { tooLong } from './questions/kind';
import type { Answer, Language, PublicChoice, PublicField } from './types';
import { say } from './types';
import { WORDS } from './words';

export interface FieldProps {
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
  choices: readonly PublicChoice[];
  find?: (text: string) => Promise<readonly PublicChoice[]>;
  /** Sends a file and gives its id; without it none can be sent. */
  upload?: (file: File) => Promise<string>;
  onChange: (value: Answer) => void;
}

/** One question with its native input, help and fault. */
export function Field({ field, language, required, oneOf, value, locked, ...more }: FieldProps) {
  const words = WORDS[language];
  const kind = questionOf(field);
  const told = more.error || '';
  const [left, setLeft] = useState(false);
  // What is too long is told while it is typed; the rest when the question is left, or sent.
  const typing = typeof value === 'string' ? tooLong(value, field, words) : '';
  const error = typing || (left && value !== undefined && kind.fault?.(value, field, words)) || told;
  const id = `field-${field.key}`;
  const described =
    [error ? `${id}-error` : '', field.help ? `${id}-help` : ''].filter(Boolean).join(' ') || undefined;
  const label = say(language, field.label);
  const input = (
    <kind.Input
      field={field}
      language={language}
      words={words}
      label={label}
      common={{
        id,
        name: field.key,
        required,
        disabled: locked,
        placeholder: say(language, field.placeholder) || undefined,
        'aria-required': required,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': described,
      }}
      value={value}
      choices={more.choices}
      find={more.find}
      upload={more.upload}
      onChange={(answer) => {
        setLeft(false);
        more.onChange(answer);
      }}
    />
  );
  const heading = (
    <>
      {label}
      {required ? (
        <span className="star" aria-hidden="true">
          {' '}
          *
        </span>
      ) : (
        <span className="optional"> {words[oneOf ? 'oneOf' : 'optional']}</span>
      )}
    </>
  );
  return (
    <div
      className={error ? 'field field-wrong' : 'field'}
      data-field={field.key}
      onBlur={(event) => setLeft(!event.currentTarget.contains(event.relatedTarget))}
    >
      <Framed id={id} heading={kind.labelled ? null : heading} grouped={kind.grouped}>
        {input}
      </Framed>
      {field.help ? (
        <p className="help" id={`${id}-help`}>
          {say(language, field.help)}
        </p>
      ) : null}
      {more.warning ? (
        <p className="warning" role="status">
          {more.warning}
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

function Framed({
  id,
  heading,
  grouped,
  children,
}: {
  id: string;
  heading: ReactNode;
  grouped: boolean | undefined;
  children: ReactNode;
}) {
  if (heading === null) return children;
  if (grouped)
    return (
      <fieldset>
        <legend>{heading}</legend>
        {children}
      </fieldset>
    );
  return (
    <>
      <label htmlFor={id}>{heading}</label>
      {children}
    </>
  );
}
