import { useEffect, useRef, useState } from 'react';
import type { PublicChoice } from '../types';
import { listOf, textOf, words as wordsOf, type QuestionKind, type QuestionProps } from './kind';

/** Milliseconds after the last letter before anything is looked for. */
const PAUSE = 250;

function Record(props: QuestionProps) {
  return props.field.choice === 'search' ? <Search {...props} /> : <Listed {...props} />;
}

function Listed({ words, common, value, choices, onChange }: QuestionProps) {
  return (
    <select {...common} value={textOf(value)} onChange={(event) => onChange(event.target.value)}>
      <option value="">{choices.length > 0 ? words.choose : words.noChoice}</option>
      {choices.map((choice) => (
        <option key={choice.key} value={choice.key}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

/** A record found by its name, as the combobox of the ARIA practices: arrows move, Enter takes, Escape closes. */
function Search({ words, common, value, choices, find, onChange }: QuestionProps) {
  const given = textOf(value);
  const chosen = choices.find(({ key }) => key === given)?.label;
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<readonly PublicChoice[] | null>(null);
  const [at, setAt] = useState(0);
  const latest = useRef(find);
  useEffect(() => {
    latest.current = find;
  });
  useEffect(() => {
    const text = typed?.trim() ?? '';
    if (text.length < 2) return setFound(null);
    let over = false;
    const timer = setTimeout(() => {
      void latest.current?.(text).then((records) => {
        if (over) return;
        setFound(records);
        setAt(0);
      });
    }, PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [typed]);
  const open = typed !== null && found !== null;
  const list = `${common.id}-list`;
  const take = (choice: PublicChoice | undefined) => {
    if (!choice) return;
    onChange(choice.key);
    setTyped(null);
    setFound(null);
  };
  return (
    <span className="combo">
      <input
        {...common}
        type="text"
        role="combobox"
        autoComplete="off"
        placeholder={common.placeholder ?? words.typeName}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `${list}-${at}` : undefined}
        value={typed ?? chosen ?? ''}
        onChange={(event) => {
          setTyped(event.target.value);
          if (given) onChange('');
        }}
        onBlur={() => {
          setFound(null);
          setTyped(null);
        }}
        onKeyDown={(event) => {
          if (!open) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step && found.length > 0) setAt((at + step + found.length) % found.length);
          else if (event.key === 'Enter') take(found[at]);
          else if (event.key === 'Escape') setFound(null);
          else return;
          event.preventDefault();
        }}
      />
      <ul id={list} role="listbox" hidden={!open} aria-label={words.found}>
        {(found ?? []).map((choice, place) => (
          <li
            key={choice.key}
            id={`${list}-${place}`}
            role="option"
            aria-selected={place === at}
            onPointerDown={(event) => {
              event.preventDefault();
              take(choice);
            }}
          >
            {choice.label}
          </li>
        ))}
      </ul>
      {open && found.length === 0 ? (
        <p className="help" role="status">
          {words.nothingFound}
        </p>
      ) : null}
    </span>
  );
}
export const RECORD: QuestionKind = { Input: Record, chosen: true };

/** Several records: each is ticked, or found by its name and put to those before. */
function Several(props: QuestionProps) {
  const { field, words, label: name, common, value, choices, find, onChange } = props;
  const chosen = listOf(value);
  const full = chosen.length >= (field.settings.maxItems ?? Infinity);
  const without = (key: string) => onChange(chosen.filter((one) => one !== key));
  if (field.choice !== 'search')
    return choices.length === 0 ? (
      <p className="help">{words.noChoice}</p>
    ) : (
      <div className="ticks">
        {choices.map(({ key, label }, at) => (
          <label className="tick" key={key}>
            <input
              id={at === 0 ? common.id : undefined}
              type="checkbox"
              disabled={common.disabled || (full && !chosen.includes(key))}
              aria-describedby={common['aria-describedby']}
              checked={chosen.includes(key)}
              onChange={(event) => (event.target.checked ? onChange([...chosen, key]) : without(key))}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    );
  const left = async (text: string) =>
    ((await find?.(text)) ?? []).filter(({ key }) => !chosen.includes(key));
  return (
    <>
      {chosen.length > 0 ? (
        <span className="chips">
          {choices
            .filter(({ key }) => chosen.includes(key))
            .map(({ key, label }) => (
              <button
                key={key}
                type="button"
                disabled={common.disabled}
                aria-label={`${words.removeFile}: ${label}`}
                onClick={() => without(key)}
              >
                {label} ×
              </button>
            ))}
        </span>
      ) : null}
      <Search
        {...props}
        common={{ ...common, 'aria-label': name, required: false, disabled: common.disabled || full }}
        value=""
        find={left}
        onChange={(key) => key !== '' && onChange([...chosen, String(key)])}
      />
    </>
  );
}
export const RECORDS: QuestionKind = { Input: Several, chosen: true, grouped: true, fromText: wordsOf };
