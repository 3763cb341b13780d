import { CloseOutlined, DeleteOutlined } from '@ant-design/icons';
import { Button } from '@/ui/Button';
import { Select } from '@/ui/Select';
import { useId } from 'react';
import type { FocusEvent, ReactNode } from 'react';
import { useLanguage } from '@/i18n';
import { bracketed } from '@/i18n/lists';
import { colours } from '@/ui/StateTag';
import type { Text } from '../draft/documents';
import { words } from '../words';
import css from './kit.module.css';

export interface LabelledProps {
  label: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  extra?: ReactNode;
  children: (ids: { id: string; 'aria-describedby'?: string }) => ReactNode;
}

/** A label, its control, and a line of help or what is wrong. */
export function Labelled({ label, help, error, extra, children }: LabelledProps) {
  const id = useId();
  const note = error ?? help;
  return (
    <div className={css.labelled}>
      <span className={css.label}>
        <label htmlFor={id}>{label}</label>
        {extra}
      </span>
      {children({ id, 'aria-describedby': note ? `${id}-note` : undefined })}
      {note && (
        <span id={`${id}-note`} className={error ? css.bad : css.help}>
          {note}
        </span>
      )}
    </div>
  );
}

export interface TextInputProps {
  label: ReactNode;
  value: string | undefined;
  onChange: (value: string) => void;
  help?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  rows?: number;
  type?: string;
  disabled?: boolean;
  autoFocus?: boolean;
  autoComplete?: string;
  extra?: ReactNode;
}

export function TextInput({ label, value, onChange, help, error, rows, extra, ...rest }: TextInputProps) {
  return (
    <Labelled label={label} help={help} error={error} extra={extra}>
      {(ids) =>
        rows ? (
          <textarea
            {...ids}
            className={css.input}
            rows={rows}
            value={value ?? ''}
            disabled={rest.disabled}
            placeholder={rest.placeholder}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...ids}
            {...rest}
            className={css.input}
            value={value ?? ''}
            aria-invalid={error ? true : undefined}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Labelled>
  );
}

export interface TextPairProps {
  label: string;
  value: Text | undefined;
  onChange: (value: Text | undefined) => void;
  rows?: number;
  help?: ReactNode;
  autoFocus?: boolean;
  /** What is read where neither language says anything. */
  otherwise?: Text;
}

/** A text in both languages, that of the screen first; where one is missing, the other is read, and shown in its place. */
export function TextPair({ label, value, onChange, rows, help, autoFocus, otherwise }: TextPairProps) {
  const t = words.use();
  const first = useLanguage();
  const second = first === 'zh' ? 'en' : 'zh';
  const set = (tongue: 'zh' | 'en', text: string) => {
    const next: Text = { ...value, [tongue]: text };
    if (!text) delete next[tongue];
    onChange(next.en || next.zh ? next : undefined);
  };
  const input = (tongue: 'zh' | 'en') => {
    const props = {
      className: css.input,
      'aria-label': bracketed(label, t(tongue === 'zh' ? 'chinese' : 'english')),
      value: value?.[tongue] ?? '',
      placeholder: value?.[tongue === 'zh' ? 'en' : 'zh'] ?? otherwise?.[tongue],
      lang: tongue === 'zh' ? 'zh-CN' : 'en',
      autoFocus: autoFocus && tongue === first,
      // What stands there is a beginning: the first letter that is typed takes its place.
      onFocus: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
        if (autoFocus) event.currentTarget.select();
      },
    };
    return (
      <span className={css.withTongue}>
        {rows ? (
          <textarea {...props} rows={rows} onChange={(event) => set(tongue, event.target.value)} />
        ) : (
          <input {...props} onChange={(event) => set(tongue, event.target.value)} />
        )}
        <span className={css.tongue} aria-hidden>
          {tongue === 'zh' ? '中' : 'EN'}
        </span>
      </span>
    );
  };
  return (
    <div className={css.labelled} role="group" aria-label={label}>
      <span className={css.label}>{label}</span>
      <span className={css.pair}>
        {input(first)}
        {input(second)}
      </span>
      {help && <span className={css.help}>{help}</span>}
    </div>
  );
}

export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface ChoiceInputProps {
  label: string;
  value: string | undefined;
  options: Choice[];
  onChange: (value: string) => void;
  /** What the empty choice is called; without it there is none. */
  empty?: string;
  help?: ReactNode;
  disabled?: boolean;
  bare?: boolean;
}

/** One of a few: the browser's own control, quick by key and on a phone. */
export function ChoiceInput({
  label,
  value,
  options,
  onChange,
  empty,
  help,
  disabled,
  bare,
}: ChoiceInputProps) {
  const known = value === undefined || value === '' || options.some((option) => option.value === value);
  const control = (ids: { id?: string; 'aria-describedby'?: string; 'aria-label'?: string }) => (
    <select
      {...ids}
      className={css.input}
      value={value ?? ''}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
    >
      {(empty !== undefined || !value) && <option value="">{empty ?? '…'}</option>}
      {!known && <option value={value}>{value} ⚠</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
  if (bare) return control({ 'aria-label': label });
  return (
    <Labelled label={label} help={help}>
      {control}
    </Labelled>
  );
}

export interface PickInputProps {
  label: string;
  value: string | undefined;
  options: Choice[];
  onChange: (value: string | undefined) => void;
  placeholder?: string;
  clearable?: boolean;
  bare?: boolean;
  help?: ReactNode;
}

/** One of many, found by typing. */
export function PickInput({
  label,
  value,
  options,
  onChange,
  placeholder,
  clearable,
  bare,
  help,
}: PickInputProps) {
  const control = (ids: { id?: string }) => (
    <Select
      {...ids}
      aria-label={label}
      showSearch
      optionFilterProp="label"
      style={{ width: '100%' }}
      popupMatchSelectWidth={260}
      // Null, so that a control that adds things is empty again after each choice.
      value={value || null}
      allowClear={clearable}
      placeholder={placeholder}
      options={options}
      onChange={(next: string | undefined) => onChange(next)}
    />
  );
  if (bare) return control({});
  return (
    <Labelled label={label} help={help}>
      {control}
    </Labelled>
  );
}

export interface ManyInputProps {
  label: string;
  value: string[] | undefined;
  options: Choice[];
  onChange: (value: string[]) => void;
  placeholder?: string;
  help?: ReactNode;
  bare?: boolean;
}

export function ManyInput({ label, value, options, onChange, placeholder, help, bare }: ManyInputProps) {
  const control = (ids: { id?: string }) => (
    <Select
      {...ids}
      aria-label={label}
      mode="multiple"
      optionFilterProp="label"
      style={{ width: '100%' }}
      value={value ?? []}
      placeholder={placeholder}
      options={options}
      onChange={(next: string[]) => onChange(next)}
    />
  );
  if (bare) return control({});
  return (
    <Labelled label={label} help={help}>
      {control}
    </Labelled>
  );
}

export interface CheckInputProps {
  label: ReactNode;
  help?: ReactNode;
  value: boolean | undefined;
  onChange: (value: boolean) => void;
  disabled?: boolean;
}

export function CheckInput({ label, help, value, onChange, disabled }: CheckInputProps) {
  return (
    <label className={css.check}>
      <input
        type="checkbox"
        checked={Boolean(value)}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        {help && <small>{help}</small>}
      </span>
    </label>
  );
}

export function ColourInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
}) {
  const t = words.use();
  const chosen = value ?? 'grey';
  return (
    <span
      className={css.swatches}
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const at = colours.findIndex((colour) => colour === chosen);
        const next = step && colours[(at + step + colours.length) % colours.length];
        if (!next || event.altKey) return;
        event.preventDefault();
        onChange(next);
        event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')[colours.indexOf(next)]?.focus();
      }}
    >
      {colours.map((colour) => (
        <button
          key={colour}
          type="button"
          role="radio"
          className={css.swatch}
          style={{ background: `var(--${colour}-mark)` }}
          aria-label={t(`colour_${colour}`)}
          title={t(`colour_${colour}`)}
          aria-checked={chosen === colour}
          tabIndex={chosen === colour ? 0 : -1}
          onClick={() => onChange(colour)}
        />
      ))}
    </span>
  );
}

export function Part({
  title,
  extra,
  children,
}: {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={css.part}>
      {title !== undefined && (
        <h3>
          <span>{title}</span>
          {extra}
        </h3>
      )}
      {children}
    </section>
  );
}

export interface RemoveButtonProps {
  label: string;
  /** One line of a list, not all that is edited here. */
  line?: boolean;
  onClick: () => void;
}

/** Takes away what it stands beside. */
export function RemoveButton({ label, line, onClick }: RemoveButtonProps) {
  const icon = line ? <CloseOutlined aria-hidden /> : <DeleteOutlined aria-hidden />;
  return <Button small look="quiet" icon={icon} aria-label={label} onClick={onClick} />;
}
