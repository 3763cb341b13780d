import { useId } from 'react';
import type { InputHTMLAttributes, ReactNode } from 'react';
import css from './inputs.module.css';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: ReactNode;
  error?: string;
}

/** A line of text with its label, help and fault. */
export function TextField({ label, value, onChange, help, error, required, ...rest }: TextFieldProps) {
  const id = useId();
  const note = help || error ? `${id}-note` : undefined;
  return (
    <div className={css.field}>
      <label htmlFor={id}>
        {label}
        {required && <span className={css.star}> *</span>}
      </label>
      <input
        {...rest}
        id={id}
        required={required}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={note}
        onChange={(event) => onChange(event.target.value)}
      />
      {note && (
        <small id={note} className={error ? css.error : css.help} role={error ? 'alert' : undefined}>
          {error ?? help}
        </small>
      )}
    </div>
  );
}

/** Any other control with its label; the child takes the id. */
export function Field({
  label,
  help,
  children,
}: {
  label: string;
  help?: ReactNode;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {help && <small className={css.help}>{help}</small>}
    </div>
  );
}

export interface CheckFieldProps {
  label: string;
  help?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function CheckField({ label, help, checked, disabled, onChange }: CheckFieldProps) {
  return (
    <label className={css.check}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        {help && <small className={css.help}>{help}</small>}
      </span>
    </label>
  );
}

/** Fields one under the other; Enter in one of them submits. */
export function FieldStack({ onSubmit, children }: { onSubmit?: () => void; children: ReactNode }) {
  return (
    <form
      className={css.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit?.();
      }}
    >
      {children}
      {onSubmit && <button type="submit" hidden aria-hidden tabIndex={-1} />}
    </form>
  );
}

/** Two fields beside one another where there is room. */
export function FieldPair({ children }: { children: ReactNode }) {
  return <div className={css.pair}>{children}</div>;
}
