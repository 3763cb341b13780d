import { Input } from '@/ui/antd/later';
import { useEffect, useState } from 'react';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import { clockOf, secondsOf, typedDuration } from '../durations';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

const shownOf = (value: unknown): string => {
  const seconds = secondsOf(value);
  return seconds === null ? '' : clockOf(seconds);
};

/** Hours and minutes as people write them; what was understood stands there as soon as the field is left. */
function DurationWidget(props: WidgetProps) {
  const { value, onChange, onCommit } = props;
  const control = useControl(props);
  const t = words.use();
  const [typed, setTyped] = useState(() => shownOf(value));
  const [unread, setUnread] = useState(false);
  useEffect(() => {
    // Another value from outside; what is being typed gives the same one.
    setTyped((now) => (typedDuration(now) === (value ?? undefined) ? now : shownOf(value)));
  }, [value]);
  const end = () => {
    const found = typed.trim() === '' ? null : typedDuration(typed);
    setUnread(found === undefined);
    if (found !== undefined) setTyped(shownOf(found));
    onCommit?.();
  };
  return (
    <>
      <Input
        {...control}
        status={unread ? 'error' : control.status}
        value={typed}
        placeholder={t('durationHint')}
        onChange={(event) => {
          setTyped(event.target.value);
          const text = event.target.value.trim();
          const found = text === '' ? null : typedDuration(text);
          if (found !== undefined) onChange(found);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) end();
        }}
        onBlur={end}
      />
      {unread && (
        <span role="alert" className="caption" style={{ color: 'var(--red-shade)' }}>
          {t('durationUnread')}
        </span>
      )}
    </>
  );
}

function DurationCell({ value }: CellProps) {
  const text = shownOf(value);
  return text ? <span className="figures">{text}</span> : <Blank />;
}

export const DURATION: FieldKind = {
  type: 'duration',
  Widget: DurationWidget,
  Cell: DurationCell,
  align: 'end',
  width: 90,
  sortable: true,
};
