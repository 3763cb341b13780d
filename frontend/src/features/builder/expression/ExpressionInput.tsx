import type { ReactNode } from 'react';
import { ExpressionEditor } from '@/expressions';
import kit from '../kit/kit.module.css';
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

/** An expression over the draft, as text: completion, faults at their place, and how it reads. */
export function ExpressionInput({
  label,
  value = '',
  help,
  hideLabel,
  minLines = 1,
  ...rest
}: ExpressionInputProps) {
  return (
    <div className={kit.labelled}>
      {!hideLabel && <span className={kit.label}>{label}</span>}
      <ExpressionEditor draft label={label} value={value} minLines={minLines} {...rest} />
      {help && !value && <span className={kit.help}>{help}</span>}
    </div>
  );
}
