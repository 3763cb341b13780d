import { PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { freeKey } from '@/canvas/ids';
import { move } from '@/canvas/lists';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { colours } from '@/ui/StateTag';
import type { EntityDocument, OptionDocument, Text } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { ColourInput, RemoveButton, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { proposeKey } from '@/canvas/useProposedKey';
import css from './data.module.css';
import { changeOptionKey, setOptions } from './entityChanges';
import { keyOfId } from './formPlaces';
import {
  choiceWords,
  isChoiceWords,
  isFresh,
  markFresh,
  optionIdentity,
  optionRenamed,
  withoutMadeUp,
} from './fresh';
import { newLines } from './pastedLines';
import { dataWords } from './words';

const hasChinese = (text: string) => /[\u4e00-\u9fff]/.test(text);
/** Each new choice takes the next colour, grey last. */
const nextColour = (count: number) => colours[1 + (count % (colours.length - 1))] ?? 'blue';

export function OptionsEditor({
  handle,
  fieldKey,
  named,
}: {
  handle: DocumentHandle<EntityDocument>;
  fieldKey: string;
  /** All of it was made just now: the first is named at once. */
  named?: boolean;
}) {
  const d = dataWords.use();
  const c = common.use();
  const text = useText();
  const [pasting, setPasting] = useState<string | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const own = handle.document.schema.properties[fieldKey]?.['x-dougong'];
  const options = own?.options ?? [];
  const fieldId = own?.id ?? '';
  const set = (next: OptionDocument[], merge?: string) =>
    handle.change((draft) => setOptions(draft, fieldKey, next), { merge: merge && `${fieldId}.${merge}` });
  const replace = (at: number, change: Partial<OptionDocument>, merge?: string) =>
    set(
      options.map((option, index) => (index === at ? { ...option, ...change } : option)),
      merge,
    );
  const freshId = (key: string) => `${fieldId}/${key}`;
  /** The key of a choice made just now follows its label. */
  const followLabel = async (at: number) => {
    const option = options[at];
    if (!option || !isFresh(freshId(option.key))) return;
    const others = options.filter((each) => each !== option).map((each) => each.key);
    const key = await proposeKey(option.label, others, option.key);
    if (key === option.key) return;
    optionRenamed(fieldId, option.key, key);
    // The key of the field may have followed its label meanwhile, and other choices may have been named.
    handle.change((draft) => changeOptionKey(draft, keyOfId(draft, fieldId) ?? fieldKey, option.key, key));
  };
  const add = () => {
    const key = freeKey(
      'option_1',
      options.map((option) => option.key),
    );
    markFresh(freshId(key));
    setAdded(optionIdentity(fieldId, key));
    set([
      ...options,
      {
        key,
        label: choiceWords(options.length + 1),
        colour: nextColour(options.length),
      },
    ]);
  };
  const addLines = async (lines: string[]) => {
    // What nobody has named gives way to the list.
    const next = options.filter(
      ({ key, label }) => !(isFresh(freshId(key)) && Object.values(label).every(isChoiceWords)),
    );
    for (const line of newLines(lines, next)) {
      const label: Text = hasChinese(line) ? { zh: line } : { en: line, zh: line };
      const key = await proposeKey(
        label,
        next.map((option) => option.key),
        'option',
      );
      markFresh(freshId(key));
      next.push({ key, label, colour: nextColour(next.length) });
    }
    set(next);
  };
  return (
    <div className={kit.labelled} role="group" aria-label={d('options')}>
      <span className={kit.label}>{d('options')}</span>
      <SortableList
        ids={options.map((option) => optionIdentity(fieldId, option.key))}
        onMove={(from, to) => {
          const next = [...options];
          move(next, from, to);
          set(next);
        }}
      >
        {options.map((option, at) => {
          const name = text(option.label) || option.key;
          const identity = optionIdentity(fieldId, option.key);
          return (
            <SortableRow key={identity} id={identity} name={name} handleLabel={d('moveOption', { name })}>
              <div className={css.optionRow}>
                <div
                  className={kit.stack}
                  style={{ gap: 4 }}
                  onBlur={(event) => {
                    if (!event.currentTarget.contains(event.relatedTarget)) void followLabel(at);
                  }}
                >
                  <TextPair
                    label={`${d('optionLabel')} ${at + 1}`}
                    value={option.label}
                    autoFocus={identity === added || (named && at === 0)}
                    onChange={(label) =>
                      replace(
                        at,
                        { label: withoutMadeUp(identity, label, option.label, isChoiceWords) ?? {} },
                        `option.${identity}`,
                      )
                    }
                  />
                  <span className={kit.row}>
                    <ColourInput
                      label={d('optionColour', { name })}
                      value={option.colour}
                      onChange={(colour) => replace(at, { colour })}
                    />
                    <code className={kit.key}>{option.key}</code>
                  </span>
                </div>
                <RemoveButton
                  line
                  label={d('removeOption', { name })}
                  onClick={() => set(options.filter((_, index) => index !== at))}
                />
              </div>
            </SortableRow>
          );
        })}
      </SortableList>
      <span className={kit.row}>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={add}>
          {d('addOption')}
        </Button>
        <Button small look="quiet" onClick={() => setPasting('')}>
          {d('pasteOptions')}
        </Button>
      </span>
      {pasting !== null && (
        <Dialog
          title={d('pasteOptions')}
          onClose={() => setPasting(null)}
          footer={
            <Button
              look="primary"
              disabled={!pasting.trim()}
              onClick={() => {
                void addLines(pasting.split(/\r?\n/));
                setPasting(null);
              }}
            >
              {c('add')}
            </Button>
          }
        >
          <TextInput
            label={d('options')}
            help={d('pasteOptionsHelp')}
            rows={8}
            value={pasting}
            onChange={setPasting}
            autoFocus
          />
        </Dialog>
      )}
    </div>
  );
}
