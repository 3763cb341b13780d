import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { useId } from 'react';
import { DatePicker } from '@/fields/controls/lazy';
import { personZone } from '@/ui/dates';
import kit from '../kit/kit.module.css';

dayjs.extend(utc);
dayjs.extend(timezone);

export interface Limits {
  opens_at?: string | null;
  closes_at?: string | null;
  quota?: number | null;
}

interface PublicTimesProps {
  value: Limits;
  labels: Record<keyof Limits, string>;
  /** Of what was changed; null takes a limit away. */
  onChange: (limits: Limits) => void;
}

/** From when until when answers are taken, and how many; an empty field is no limit. */
export function PublicTimes({ value, labels, onChange }: PublicTimesProps) {
  const id = useId();
  const moment = (key: 'opens_at' | 'closes_at') => (
    <div className={kit.stack} style={{ gap: 0, flex: '1 1 100%' }}>
      <label className="muted caption" htmlFor={`${id}-${key}`}>
        {labels[key]}
      </label>
      <DatePicker
        id={`${id}-${key}`}
        style={{ width: '100%' }}
        showTime={{ format: 'HH:mm' }}
        format="YYYY-MM-DD HH:mm"
        value={value[key] ? dayjs(value[key]).tz(personZone()) : null}
        onChange={(next) =>
          onChange({
            [key]: next ? dayjs.tz(next.format('YYYY-MM-DDTHH:mm'), personZone()).toISOString() : null,
          })
        }
      />
    </div>
  );
  return (
    <div className={kit.row}>
      {moment('opens_at')}
      {moment('closes_at')}
      <label className={kit.grow}>
        <span className="muted caption">{labels.quota}</span>
        <input
          key={value.quota ?? ''}
          className={kit.input}
          type="number"
          min={1}
          defaultValue={value.quota ?? ''}
          onBlur={(event) => {
            const next = event.target.value ? Math.max(1, Math.round(Number(event.target.value))) : null;
            if (next !== (value.quota ?? null)) onChange({ quota: next });
          }}
        />
      </label>
    </div>
  );
}
