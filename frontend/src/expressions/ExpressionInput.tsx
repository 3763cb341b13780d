import type { ReactNode } from 'react';
import css from './condition.module.css';
import { ExpressionEditor } from './ExpressionEditor';
import type { ExpressionPlace } from './useParsed';

export interface ExpressionInputProps extends ExpressionPlace {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  help?: ReactNode;
  placeholder?: string;
  autoFocus?: boolean;
  hideLabel?: boolean;
  minLines?: number;
}

/** An expression as text: completion, faults at their place, and how it reads. */
export function ExpressionInput({
  label,
  value = '',
  help,
  hideLabel,
  minLines = 1,
  ...rest
}: ExpressionInputProps) {
  return (
    <div className={css.labelled}>
      {!hideLabel && <span className={css.label}>{label}</span>}
      <ExpressionEditor label={label} value={value} minLines={minLines} {...rest} />
      {help && !value && <span className={css.help}>{help}</span>}
    </div>
  );
}
