import { say } from '../types';
import { listOf, numberJson, textOf, words as wordsOf, type QuestionKind, type QuestionProps } from './kind';

const plainNumber: QuestionKind['toJson'] = (answer, { settings: { precision = 0 } }) =>
  numberJson(textOf(answer).trim(), precision);

function Select({ field, language, words, common, value, onChange }: QuestionProps) {
  return (
    <select {...common} value={textOf(value)} onChange={(event) => onChange(event.target.value)}>
      <option value="">{words.choose}</option>
      {field.options.map((option) => (
        <option key={option.key} value={option.key}>
          {say(language, option.label)}
        </option>
      ))}
    </select>
  );
}
export const SELECT: QuestionKind = { Input: Select };

function MultiSelect({ field, language, common, value, onChange }: QuestionProps) {
  const chosen = listOf(value);
  return field.options.map((option, at) => (
    <label className="tick" key={option.key}>
      <input
        id={at === 0 ? common.id : undefined}
        type="checkbox"
        disabled={common.disabled}
        aria-describedby={common['aria-describedby']}
        checked={chosen.includes(option.key)}
        onChange={(event) =>
          onChange(
            event.target.checked ? [...chosen, option.key] : chosen.filter((key) => key !== option.key),
          )
        }
      />
      <span>{say(language, option.label)}</span>
    </label>
  ));
}
export const MULTI_SELECT: QuestionKind = { Input: MultiSelect, grouped: true, fromText: wordsOf };

function Switch({ common, label, value, onChange }: QuestionProps) {
  return (
    <label className="tick" htmlFor={common.id}>
      <input
        {...common}
        required={false}
        placeholder={undefined}
        type="checkbox"
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
export const SWITCH: QuestionKind = {
  Input: Switch,
  labelled: true,
  fromText: (text) => /^(1|true|yes|on|是)$/i.test(text.trim()),
};

function Rating({ field, words, common, value, onChange }: QuestionProps) {
  const most = Number(field.settings.maximum ?? 5);
  const chosen = Number(textOf(value));
  return (
    <span className="stars">
      {Array.from({ length: most }, (_, place) => place + 1).map((stars) => (
        <label key={stars} data-lit={stars <= chosen || undefined}>
          <input
            id={stars === 1 ? common.id : undefined}
            type="radio"
            name={common.name}
            disabled={common.disabled}
            aria-label={words.stars.replace('{count}', String(stars)).replace('{most}', String(most))}
            aria-describedby={common['aria-describedby']}
            checked={stars === chosen}
            onChange={() => onChange(String(stars))}
          />
          <span aria-hidden="true">{stars <= chosen ? '★' : '☆'}</span>
        </label>
      ))}
      {chosen && !common.required ? (
        <button className="small" type="button" disabled={common.disabled} onClick={() => onChange('')}>
          {words.clear}
        </button>
      ) : null}
    </span>
  );
}
export const RATING: QuestionKind = { Input: Rating, grouped: true, toJson: plainNumber };

function Slider({ field, common, value, onChange }: QuestionProps) {
  const { minimum = 0, maximum = 100, step = 1 } = field.settings;
  const given = textOf(value);
  return (
    <span className="slider">
      <input
        {...common}
        required={false}
        placeholder={undefined}
        type="range"
        min={Number(minimum)}
        max={Number(maximum)}
        step={Number(step)}
        value={given === '' ? String(minimum) : given}
        // A value at the very beginning is an answer too.
        onPointerUp={(event) => onChange(event.currentTarget.value)}
        onChange={(event) => onChange(event.target.value)}
      />
      <output htmlFor={common.id}>{given || '–'}</output>
    </span>
  );
}
export const SLIDER: QuestionKind = { Input: Slider, toJson: plainNumber };

/** Words with commas between; what is suggested is added with one tap. */
function Tags({ field, common, value, onChange }: QuestionProps) {
  const text = textOf(value);
  const given = new Set(wordsOf(text));
  const left = (field.settings.suggestions ?? []).filter((one) => !given.has(one));
  return (
    <>
      <input {...common} type="text" value={text} onChange={(event) => onChange(event.target.value)} />
      {left.length > 0 ? (
        <span className="chips">
          {left.map((one) => (
            <button
              key={one}
              type="button"
              disabled={common.disabled}
              onClick={() => onChange([...given, one].join(', '))}
            >
              + {one}
            </button>
          ))}
        </span>
      ) : null}
    </>
  );
}
export const TAGS: QuestionKind = {
  Input: Tags,
  toJson: (answer) => (typeof answer === 'string' ? wordsOf(answer) : answer),
  fromJson: (value) => (Array.isArray(value) ? value.join(', ') : ''),
  toScope: (answer) => (typeof answer === 'string' ? wordsOf(answer) : answer),
};
