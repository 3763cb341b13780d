import type { ReactNode } from 'react';
import css from './condition.module.css';
import { ExpressionEditor } from './ExpressionEditor';
import type { ExpressionPlace } from './parse';

export interface ExpressionInputProps extends ExpressionPlace {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  help?: ReactNode;
  placeholder?: string;
  autoFocus?: boolean;
  hideLabel?: boolean;
  minLines?: number;
  /** A part of a whole that tells itself what it says and what it comes to. */
  bare?: boolean;
}

/** An expression as text: completion, faults at their place, and how it reads. */
export function ExpressionInput({
  label,
  value = '',
  help,
  hideLabel,
  minLines = 1,
  bare,
  ...rest
}: ExpressionInputProps) {
  return (
    <div className={css.labelled}>
      {!hideLabel && <span className={css.label}>{label}</span>}
      <ExpressionEditor label={label} value={value} minLines={minLines} bare={bare} {...rest} />
      {help && !value && <span className={css.help}>{help}</span>}
    </div>
  );
}
