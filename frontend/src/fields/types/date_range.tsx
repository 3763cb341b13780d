import { useControl } from '../control';
import { DatePicker } from '../controls/lazy';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { rangeOf } from '../ranges';
import type { Range } from '../ranges';
import { words } from '../words';
import { useText } from '@/i18n';
import { Blank, DateText } from '@/ui/display';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';

/** Two days side by side, which fit a phone; a value is there as soon as both are. */
function DateRangeWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit, autoFocus } = props;
  const control = useControl(props);
  const t = words.use();
  const text = useText();
  const [range, setRange] = useState(() => rangeOf(value));
  useEffect(() => {
    const given = rangeOf(value);
    setRange((now) => (given.start || (now.start && now.end) ? given : now));
  }, [value]);
  const set = (part: Partial<Range>) => {
    const next = { ...range, ...part };
    // The end follows a start that is pulled past it.
    if (next.start && next.end && next.start > next.end) {
      if (part.start) next.end = next.start;
      else next.start = next.end;
    }
    setRange(next);
    onChange(next.start && next.end ? { start: next.start, end: next.end } : null);
  };
  return (
    <span style={{ display: 'grid', gridTemplateColumns: '1fr auto 1fr', gap: 6, alignItems: 'center' }}>
      {(['start', 'end'] as const).map((part) => (
        <DatePicker
          {...control}
          key={part}
          id={part === 'start' ? control.id : undefined}
          autoFocus={part === 'start' && autoFocus}
          aria-label={`${text(field.label)}: ${t(part === 'start' ? 'rangeStart' : 'rangeEnd')}`}
          placeholder={t(part === 'start' ? 'rangeStart' : 'rangeEnd')}
          style={{ minWidth: 0, gridColumn: part === 'start' ? 1 : 3, gridRow: 1 }}
          value={range[part] ? dayjs(range[part]) : null}
          defaultPickerValue={part === 'end' && range.start ? dayjs(range.start) : undefined}
          onChange={(next) => set({ [part]: next?.isValid() ? next.format('YYYY-MM-DD') : null })}
          onOpenChange={(open) => {
            if (!open && part === 'end') onCommit?.();
          }}
        />
      ))}
      <span aria-hidden className="muted" style={{ gridColumn: 2, gridRow: 1 }}>
        –
      </span>
    </span>
  );
}

function DateRangeCell({ value }: CellProps) {
  const { start, end } = rangeOf(value);
  if (!start || !end) return <Blank />;
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <DateText value={start} /> – <DateText value={end} />
    </span>
  );
}

export const DATE_RANGE: FieldKind = {
  type: 'date_range',
  Widget: DateRangeWidget,
  Cell: DateRangeCell,
  width: 170,
  sortable: true,
};
