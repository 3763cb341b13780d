/** Ant Design's calendar and clock, fetched together when a form shows the first of them. */
import { DatePicker as Calendar, TimePicker as Clock } from 'antd';
import type { Dayjs } from 'dayjs';
import { useRef, useState } from 'react';
import type { ComponentType, FocusEvent, KeyboardEvent } from 'react';

interface Picker {
  value?: Dayjs | null;
  onChange?: (next: Dayjs | null) => void;
  onCalendarChange?: (next: Dayjs | Dayjs[] | null) => void;
}

/**
 * The same picker, in which an emptied text is no value once the field is left, or by Enter or Ctrl+S in it.
 *
 * Of itself it would tell of a cleared value only when its × is pressed, and put the old text back.
 */
function emptiable<Props extends Picker>(Inner: ComponentType<Props>) {
  return function EmptiablePicker(props: Props) {
    const { value, onChange } = props;
    // From emptying it until it is left, or something else is chosen: the value is not shown, but still held.
    const [emptied, setEmptied] = useState(false);
    const blank = useRef(false);
    const settle = () => {
      setEmptied(false);
      if (emptied && value) onChange?.(null);
    };
    const onBlur = ({ relatedTarget: to, currentTarget: field }: FocusEvent) => {
      if (!field.contains(to) && !to?.closest('.ant-picker-dropdown')) settle();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's';
      if (blank.current && (saves || event.key === 'Enter')) settle();
    };
    return (
      <span
        style={{ display: 'contents' }}
        onInput={(event) => {
          blank.current = event.target instanceof HTMLInputElement && event.target.value === '';
          if (blank.current) setEmptied(true);
        }}
        // Before the picker and the form, which read what is settled here.
        onBlurCapture={onBlur}
        onKeyDownCapture={onKeyDown}
      >
        <Inner
          {...props}
          value={emptied ? null : value}
          onCalendarChange={() => {
            blank.current = false;
          }}
          onChange={(next) => {
            // A day that was typed and emptied again is held by the picker until it is left.
            if (next && blank.current) return;
            setEmptied(false);
            onChange?.(next);
          }}
        />
      </span>
    );
  };
}

export const DatePicker = emptiable(Calendar as ComponentType<Picker>);
export const TimePicker = emptiable(Clock as ComponentType<Picker>);
