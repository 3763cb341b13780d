import { FunctionOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { quote, unquote, ValueInput } from '@/expressions';
import type { ExpressionPlace, Name } from '@/expressions';
import { useText } from '@/i18n';
import { listed, paired, spaced } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { Select } from '@/ui/Select';
import { ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import css from './rules.module.css';
import { emptyOutput, outputKind, readCell, valueLabel, waysOf, writeCell } from './tableCells';
import type { CellChoice, CellHow, OutputKind } from './tableCells';
import { ruleWords } from './words';

interface CellProps {
  label: string;
  value: string;
  names: Name[];
  place: ExpressionPlace;
  open: boolean;
  onOpen: () => void;
  onChange: (value: string) => void;
}

/** A condition on one input: read in the words of the app, chosen where it is selected, or written freely. */
export function InputCell({ name, ...cell }: CellProps & { name: Name | undefined }) {
  const { label, value, names, open, onOpen, onChange, place } = cell;
  const r = ruleWords.use();
  const text = useText();
  const kind = name?.kind ?? 'other';
  const read = readCell(value, kind);
  const [free, setFree] = useState(false);
  const words = (said: CellChoice) => {
    const values = said.values.map((each) => valueLabel(each, name, names, text));
    if (said.how === 'any') return r('cellAny');
    if (said.how === 'true' || said.how === 'false') return r(said.how === 'true' ? 'cellYes' : 'cellNo');
    if (said.how === 'between') return `${values[0]} – ${values[1]}`;
    if (said.how === 'in' || said.how === '=')
      return values.reduce((said, value) => spaced(said, r('cellOr'), value));
    if (said.how === 'not_in') return spaced(r('cellNot'), listed(values));
    return `${SIGNS[said.how] ?? said.how} ${values[0] ?? '…'}`;
  };
  const ways = waysOf(kind);
  const asText = free || read === null;
  if (!open)
    return (
      <button
        type="button"
        className={css.cell}
        data-any={read?.how === 'any'}
        aria-label={label}
        onClick={onOpen}
      >
        {read ? words(read) : <code>{value}</code>}
      </button>
    );
  const set = (next: CellChoice) => onChange(writeCell(next));
  return (
    <div className={kit.stack} style={{ gap: 4 }}>
      {free || !read ? (
        <input
          className={css.cellText}
          aria-label={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <>
          <ChoiceInput
            bare
            label={label}
            value={read.how}
            onChange={(how) => set({ how: how as CellHow, values: how === 'any' ? [] : read.values })}
            options={ways.map((how) => ({ value: how, label: r(`cell_${how}` as 'cell_any') }))}
          />
          {(read.how === 'in' || read.how === 'not_in') && (
            <Values
              name={name}
              names={names}
              label={paired(label, r('cellValues'))}
              choice={read}
              onChange={set}
            />
          )}
          {ORDERED.includes(read.how) &&
            [...Array(read.how === 'between' ? 2 : 1).keys()].map((at) => (
              <ValueInput
                key={`${read.how} ${at}`}
                label={paired(label, r(at === 0 ? 'cellValues' : 'cellUpTo'))}
                name={{ kind }}
                names={names}
                place={place}
                value={read.values[at] === '?' ? '' : (read.values[at] ?? '')}
                onChange={(next) => {
                  const values = [...read.values];
                  values[at] = next;
                  set({ ...read, values: [...values].map((each) => each ?? '') });
                }}
              />
            ))}
        </>
      )}
      {ways.length > 0 && (
        <Button
          small
          look="quiet"
          icon={<FunctionOutlined aria-hidden />}
          aria-pressed={asText}
          disabled={asText && !free}
          onClick={() => setFree(!free)}
        >
          {r(asText ? 'cellByChoice' : 'cellAsText')}
        </Button>
      )}
    </div>
  );
}

const SIGNS: Partial<Record<CellHow, string>> = { '<>': '≠', '<=': '≤', '>=': '≥' };
const ORDERED: readonly CellHow[] = ['=', '<>', '>', '>=', '<', '<=', 'between'];

/** One of several values: options by their labels, people and places by settings, texts as typed. */
function Values({
  name,
  names,
  label,
  choice,
  onChange,
}: {
  name: Name | undefined;
  names: Name[];
  label: string;
  choice: CellChoice;
  onChange: (next: CellChoice) => void;
}) {
  const text = useText();
  const chosen = choice.values.filter((each) => each !== '?');
  const offered = name?.options
    ? name.options.map((option) => ({ value: quote(option.key), label: text(option.label) || option.key }))
    : name?.kind === 'text'
      ? undefined
      : names
          .filter((each) => each.kind === name?.kind && each.path.startsWith('settings.'))
          .map((each) => ({ value: each.path, label: text(each.label) }));
  return (
    <Select
      aria-label={label}
      mode={offered ? 'multiple' : 'tags'}
      optionFilterProp="label"
      style={{ width: '100%' }}
      value={offered ? chosen : chosen.map((each) => unquote(each) ?? each)}
      options={offered}
      onChange={(next: string[]) => onChange({ ...choice, values: offered ? next : next.map(quote) })}
    />
  );
}

const KINDS: readonly OutputKind[] = ['text', 'number', 'boolean', 'setting', 'expression'];

/** What a row gives: a text, a number, a setting (a team, a person), or any expression. */
export function OutputCell({ label, value, names, open, onOpen, onChange }: CellProps) {
  const r = ruleWords.use();
  const text = useText();
  const [chosen, setChosen] = useState<OutputKind | null>(null);
  const kind = chosen ?? outputKind(value);
  if (!open)
    return (
      <button type="button" className={css.cell} aria-label={label} onClick={onOpen}>
        {kind === 'expression' ? <code>{value}</code> : valueLabel(value, undefined, names, text) || '–'}
      </button>
    );
  const settings = names.filter((each) => each.path.startsWith('settings.'));
  return (
    <div className={kit.stack} style={{ gap: 4 }}>
      <ChoiceInput
        bare
        label={paired(label, r('outKind'))}
        value={kind}
        onChange={(next) => {
          setChosen(next as OutputKind);
          if (next !== 'expression') onChange(emptyOutput[next as OutputKind]);
        }}
        options={KINDS.map((each) => ({ value: each, label: r(`out_${each}`) }))}
      />
      {kind === 'setting' ? (
        <ChoiceInput
          bare
          label={label}
          value={value === '?' ? '' : value}
          onChange={onChange}
          options={settings.map((each) => ({ value: each.path, label: text(each.label) }))}
        />
      ) : kind === 'boolean' ? (
        <ChoiceInput
          bare
          label={label}
          value={value.toUpperCase()}
          onChange={onChange}
          options={[
            { value: 'TRUE', label: r('cellYes') },
            { value: 'FALSE', label: r('cellNo') },
          ]}
        />
      ) : kind === 'expression' ? (
        <input
          className={css.cellText}
          aria-label={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <TextInput
          label={<span className="visually-hidden">{label}</span>}
          value={kind === 'text' ? (unquote(value) ?? '') : value}
          onChange={(next) => onChange(kind === 'text' ? quote(next) : next.replace(/[^\d.-]/g, '') || '?')}
        />
      )}
    </div>
  );
}
