import { useEffect, useState } from 'react';
import { china, type Choice } from '@/fields/divisions';
import { isParts, say, type Parts } from '../types';
import { listOf, type Common, type QuestionKind, type QuestionProps } from './kind';

/** The choices of a question: its own, or those of the list that comes with the product. */
function useChoices({ field, language }: QuestionProps, source: string | undefined): Choice[] {
  const [loaded, setLoaded] = useState<Choice[]>([]);
  useEffect(() => {
    if (source === 'china') void china().then(setLoaded);
  }, [source]);
  if (source === 'china') return loaded;
  return field.options.map(({ key, label, parent }) => ({ key, label: say(language, label), parent }));
}

interface WayProps {
  choices: Choice[];
  path: string[];
  common: Common;
  label: string;
  choose: string;
  level: string;
  onChange: (path: string[]) => void;
}

/** A place in a tree, one list for each level: each opens when the one above it is answered. */
function Way({ choices, path, common, label, choose, level, onChange }: WayProps) {
  const levels = [...path, ''].flatMap((key, depth) => {
    const above = path[depth - 1] ?? '';
    const below = choices.filter(({ parent }) => parent === above);
    return below.length > 0 ? [{ key, below }] : [];
  });
  return (
    <span className="way">
      {(levels.length > 0 ? levels : [{ key: '', below: [] }]).map(({ key, below }, depth) => (
        <select
          key={depth}
          id={depth === 0 ? common.id : undefined}
          disabled={common.disabled}
          required={common.required && depth === 0}
          aria-label={`${label}: ${level.replace('{level}', String(depth + 1))}`}
          aria-invalid={common['aria-invalid']}
          aria-describedby={common['aria-describedby']}
          value={key}
          onChange={(event) =>
            onChange([...path.slice(0, depth), ...(event.target.value ? [event.target.value] : [])])
          }
        >
          <option value="">{choose}</option>
          {below.map((choice) => (
            <option key={choice.key} value={choice.key}>
              {choice.label}
            </option>
          ))}
        </select>
      ))}
    </span>
  );
}

function Cascade(props: QuestionProps) {
  const { field, words, common, label, value, onChange } = props;
  const choices = useChoices(props, field.settings.source);
  return (
    <Way
      choices={choices}
      path={listOf(value)}
      common={common}
      label={label}
      choose={words.choose}
      level={words.level}
      onChange={onChange}
    />
  );
}
export const CASCADE: QuestionKind = { Input: Cascade, grouped: true };

function Address(props: QuestionProps) {
  const { words, common, value, onChange } = props;
  const choices = useChoices(props, 'china');
  const given: Parts = isParts(value) ? value : {};
  const region = Array.isArray(given.region) ? given.region : [];
  const street = typeof given.street === 'string' ? given.street : '';
  return (
    <>
      <Way
        choices={choices}
        path={region}
        common={common}
        label={words.region}
        choose={words.choose}
        level={words.level}
        onChange={(path) => onChange({ region: path, street })}
      />
      <label className="part">
        <span>{words.street}</span>
        <input
          type="text"
          autoComplete="street-address"
          maxLength={200}
          disabled={common.disabled}
          value={street}
          onChange={(event) => onChange({ region, street: event.target.value })}
        />
      </label>
    </>
  );
}
export const ADDRESS: QuestionKind = {
  Input: Address,
  grouped: true,
  toJson: (answer) => (isParts(answer) ? { ...answer, street: answer.street || null } : answer),
  fromJson: (value) => {
    const { region, street } = (value ?? {}) as { region?: unknown; street?: unknown };
    return {
      region: Array.isArray(region) ? region.map(String) : [],
      street: typeof street === 'string' ? street : '',
    };
  },
};
