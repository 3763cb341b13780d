import css from './condition.module.css';

export interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
  disabled?: boolean;
}

/** One of a few: the browser's own control, quick by key and on a phone. */
export function Choice({ label, value, options, onChange, disabled }: ChoiceProps) {
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <select
      aria-label={label}
      className={css.input}
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
    >
      {!value && <option value="">…</option>}
      {!known && <option value={value}>{value} ⚠</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
