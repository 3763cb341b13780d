import { Slider } from '../controls/lazy';
import type { FieldKind, WidgetProps } from '../kind';
import { NumberCell, NumberWidget, isWhole } from './number';
import type { FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { formatDecimal } from '@/ui/numbers';

const setting = (value: unknown, usual: number): number =>
  value === undefined || value === '' || Number.isNaN(Number(value)) ? usual : Number(value);

/** The ends and the step of a slider, where nothing is said 0, 100 and the smallest there is. */
function rangeOf({ settings }: FieldDescription) {
  const digits = settings.precision ?? 0;
  return {
    min: setting(settings.minimum, 0),
    max: setting(settings.maximum, 100),
    step: setting(settings.step, 10 ** -digits),
  };
}

/** A line to pull along, and the number beside it for whoever types. */
function SliderWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit, disabled } = props;
  const text = useText();
  const range = rangeOf(field);
  const present = value === null || typeof value === 'object' ? null : Number(value);
  const write = (next: number) =>
    onChange(isWhole(field) ? Math.round(next) : next.toFixed(field.settings.precision ?? 0));
  return (
    <span style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
      <span style={{ flex: 1, minWidth: 80, padding: '0 8px' }}>
        <Slider
          {...range}
          value={present ?? range.min}
          disabled={disabled}
          ariaLabelForHandle={text(field.label)}
          tooltip={{
            formatter: (next) =>
              formatDecimal(String(next ?? ''), field.settings.precision, field.settings.thousands),
          }}
          onChange={write}
        />
      </span>
      <span style={{ width: 96 }}>
        <NumberWidget
          {...props}
          field={{ ...field, settings: { ...field.settings, minimum: range.min, maximum: range.max } }}
          onCommit={onCommit}
        />
      </span>
    </span>
  );
}

export const SLIDER: FieldKind = {
  type: 'slider',
  Widget: SliderWidget,
  Cell: NumberCell,
  Filter: NumberWidget,
  align: 'end',
  width: 100,
  sortable: true,
};
