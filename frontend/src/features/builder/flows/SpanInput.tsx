import { spanUnits } from '../draft/flowDocuments';
import type { SpanDocument, SpanUnit } from '../draft/flowDocuments';
import { ChoiceInput, Labelled } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { flowWords } from './words';

export interface SpanInputProps {
  label: string;
  value: SpanDocument | undefined;
  onChange: (value: SpanDocument) => void;
}

const partsOf = (span: SpanDocument | undefined): [SpanUnit, number] => {
  const unit = spanUnits.find((one) => span?.[one] !== undefined) ?? 'days';
  return [unit, span?.[unit] ?? 1];
};

/** A duration: how many of which unit; hours and days may be those in which people work. */
export function SpanInput({ label, value, onChange }: SpanInputProps) {
  const w = flowWords.use();
  const [unit, count] = partsOf(value);
  return (
    <Labelled label={label}>
      {(ids) => (
        <span className={kit.row} style={{ flexWrap: 'nowrap' }}>
          <input
            {...ids}
            type="number"
            min={1}
            max={10000}
            className={kit.input}
            style={{ maxWidth: 96 }}
            value={count}
            onChange={(event) =>
              onChange({
                [unit]: Math.max(1, Math.min(10000, Math.round(Number(event.target.value)) || 1)),
              })
            }
          />
          <span className={kit.grow}>
            <ChoiceInput
              bare
              label={`${label}: ${w('unit')}`}
              value={unit}
              onChange={(next) => onChange({ [next]: count })}
              options={spanUnits.map((one) => ({ value: one, label: w(`unit_${one}`) }))}
            />
          </span>
        </span>
      )}
    </Labelled>
  );
}

/** “8 working hours”. */
export function useSpanWords(): (span: SpanDocument | undefined) => string {
  const w = flowWords.use();
  return (span) => {
    const [unit, count] = partsOf(span);
    return `${count} ${w(`unit_${unit}`)}`;
  };
}
