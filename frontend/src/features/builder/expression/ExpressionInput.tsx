import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import { FormulaReading } from '@/ui/FormulaReading';
import kit from '../kit/kit.module.css';
import { useParse, useParsed } from './useParsed';
import type { ExpressionPlace } from './useParsed';

const CodeEditor = lazy(() => import('./CodeEditor').then((module) => ({ default: module.CodeEditor })));

export interface ExpressionInputProps extends ExpressionPlace {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  help?: ReactNode;
  placeholder?: string;
  extra?: ReactNode;
  autoFocus?: boolean;
  hideLabel?: boolean;
}

/** An expression as text: completion, faults under the words they are about, and how it reads. */
export function ExpressionInput({ label, value = '', onChange, help, placeholder, extra, autoFocus, hideLabel, ...place }: ExpressionInputProps) {
  const [touched, setTouched] = useState(false);
  const parsed = useParsed(place, value);
  const parse = useParse(place);
  const problems = value.trim() ? (parsed.data?.errors ?? []) : [];
  return (
    <div className={kit.labelled}>
      {!hideLabel && (
        <span className={kit.label}>
          <span>{label}</span>
          {extra}
        </span>
      )}
      <Suspense fallback={<input className={kit.input} aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />}>
        <CodeEditor
          label={label}
          value={value}
          placeholder={placeholder}
          autoFocus={autoFocus || touched}
          problems={problems}
          parse={parse}
          onChange={(next) => {
            setTouched(true);
            onChange(next);
          }}
        />
      </Suspense>
      {problems.map((problem, index) => (
        <span key={index} className={kit.bad} role="status">
          {problem.message}
          {problem.hint ? ` ${problem.hint}` : ''}
        </span>
      ))}
      {problems.length === 0 && value.trim() && parsed.data?.reading && <FormulaReading reading={parsed.data.reading} />}
      {help && problems.length === 0 && <span className={kit.help}>{help}</span>}
    </div>
  );
}
