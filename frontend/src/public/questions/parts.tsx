import { useState } from 'react';
import { isoOf, secondsOf } from '@/fields/durations';
import { empty, isParts, type Answer, type Parts } from '../types';
import { textOf, type Common, type QuestionKind, type QuestionProps } from './kind';

const part = (answer: Answer | undefined, key: string): string => {
  const value = isParts(answer) ? answer[key] : undefined;
  return typeof value === 'string' ? value : '';
};
const with_ = (answer: Answer | undefined, more: Parts): Parts => ({
  ...(isParts(answer) ? answer : {}),
  ...more,
});
/** The parts in the form of the API: a blank one is null. */
const partsJson = (answer: Answer): unknown =>
  isParts(answer)
    ? Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, value === '' ? null : value]))
    : answer;
const fromParts = (value: unknown): Answer =>
  value && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value).map(([key, one]) => [
          key,
          Array.isArray(one) ? one.map(String) : one === null ? '' : String(one),
        ]),
      )
    : '';

function Part({
  common,
  first = false,
  label,
  ...more
}: { common: Common; first?: boolean; label: string } & React.InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="part">
      <span>{label}</span>
      <input
        id={first ? common.id : undefined}
        disabled={common.disabled}
        aria-required={common['aria-required']}
        aria-invalid={common['aria-invalid']}
        aria-describedby={common['aria-describedby']}
        {...more}
      />
    </label>
  );
}

function DateRange({ words, common, value, onChange }: QuestionProps) {
  const [start, end] = [part(value, 'start'), part(value, 'end')];
  return (
    <span className="parts">
      <Part
        common={common}
        first
        label={words.from}
        type="date"
        value={start}
        max={end || undefined}
        onChange={(event) => onChange(with_(value, { start: event.target.value, end }))}
      />
      <Part
        common={common}
        label={words.until}
        type="date"
        value={end}
        min={start || undefined}
        onChange={(event) => onChange(with_(value, { start, end: event.target.value }))}
      />
    </span>
  );
}
export const DATE_RANGE: QuestionKind = {
  Input: DateRange,
  grouped: true,
  toJson: partsJson,
  fromJson: fromParts,
  fault: (answer, _field, words) => {
    const [start, end] = [part(answer, 'start'), part(answer, 'end')];
    if (!start || !end) return empty(answer) ? '' : words.bothDays;
    return start > end ? words.endBeforeStart : '';
  },
};

const MINUTES = 60;

/** Hours and minutes; the answer is the length in ISO 8601. */
function Duration({ words, common, value, onChange }: QuestionProps) {
  const given = textOf(value);
  const whole = Math.round((secondsOf(given) ?? 0) / MINUTES);
  const [hours, minutes] = given ? [Math.floor(whole / MINUTES), whole % MINUTES] : ['', ''];
  const set = (next: string, other: number | string, unit: number) => {
    const number = Math.max(0, Math.floor(Number(next)));
    if (!Number.isFinite(number)) return;
    if (next === '' && !Number(other)) return onChange('');
    onChange(isoOf((number * unit + Number(other) * (unit === 1 ? MINUTES : 1)) * MINUTES));
  };
  const shown = { type: 'number', inputMode: 'numeric' as const, min: 0 };
  return (
    <span className="parts">
      <Part
        common={common}
        first
        label={words.hours}
        {...shown}
        value={hours}
        onChange={(event) => set(event.target.value, minutes, MINUTES)}
      />
      <Part
        common={common}
        label={words.minutes}
        {...shown}
        value={minutes}
        onChange={(event) => set(event.target.value, hours, 1)}
      />
    </span>
  );
}
export const DURATION: QuestionKind = {
  Input: Duration,
  grouped: true,
  toScope: (answer) => {
    const seconds = secondsOf(answer);
    return seconds === null ? null : String(seconds / 3600);
  },
};

const isDegree = (text: string, most: number) =>
  /^-?\d{1,3}(\.\d+)?$/.test(text) && Math.abs(Number(text)) <= most;

/** Coordinates typed or taken from the device; no map service is asked. */
function Location({ words, common, value, onChange }: QuestionProps) {
  const [note, setNote] = useState('');
  const set = (more: Parts) =>
    onChange({
      latitude: part(value, 'latitude'),
      longitude: part(value, 'longitude'),
      name: part(value, 'name'),
      ...more,
    });
  const here = () => {
    setNote(words.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setNote('');
        set({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6) });
      },
      () => setNote(words.locationRefused),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const degrees = (key: 'latitude' | 'longitude') => (
    <Part
      common={common}
      first={key === 'latitude'}
      label={words[key]}
      type="text"
      inputMode="decimal"
      maxLength={12}
      value={part(value, key)}
      onChange={(event) => set({ [key]: event.target.value.replace(/[^\d.-]/g, '') })}
    />
  );
  return (
    <>
      {'geolocation' in navigator ? (
        <button className="small" type="button" disabled={common.disabled} onClick={here}>
          {words.useMyPosition}
        </button>
      ) : null}
      {note ? (
        <p className="help" role="status">
          {note}
        </p>
      ) : null}
      <span className="parts">
        {degrees('latitude')}
        {degrees('longitude')}
      </span>
      <Part
        common={common}
        label={words.placeName}
        type="text"
        maxLength={200}
        value={part(value, 'name')}
        onChange={(event) => set({ name: event.target.value })}
      />
    </>
  );
}
export const LOCATION: QuestionKind = {
  Input: Location,
  grouped: true,
  toJson: partsJson,
  fromJson: fromParts,
  fault: (answer, _field, words) =>
    empty(answer) || (isDegree(part(answer, 'latitude'), 90) && isDegree(part(answer, 'longitude'), 180))
      ? ''
      : words.locationWrong,
};
