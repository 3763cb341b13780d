import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { StateTag } from '@/ui/StateTag';
import type { EntityDocument, OptionDocument, StageDocument, StatesDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { ChoiceInput, ManyInput, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import css from './data.module.css';
import { firstState } from './entityChanges';
import { dataWords } from './words';

/** The states of an entity as they are edited: with the choices of the field that holds them. */
export interface StatesProps {
  handle: DocumentHandle<EntityDocument>;
  states: StatesDocument;
  options: OptionDocument[];
}

/** Where the life of a record begins. */
export function Beginning({ handle, states, options }: StatesProps) {
  const d = dataWords.use();
  const text = useText();
  const first = firstState(handle.document);
  const choices = options.map((option) => ({ value: option.key, label: text(option.label) || option.key }));
  const change = (recipe: (states: StatesDocument) => void) =>
    handle.change((draft) => {
      if (draft.states) recipe(draft.states);
    });
  return (
    <div className={kit.duo}>
      <div className={kit.stack}>
        <ProblemsAt problems={handle.open.problems} at="/states/initial" />
        <ChoiceInput
          label={d('initial')}
          help={first ? undefined : d('initialMissing')}
          value={first}
          empty="–"
          onChange={(key) => change((target) => assign(target, 'initial', key))}
          options={choices}
        />
      </div>
      <div className={kit.stack}>
        <ProblemsAt problems={handle.open.problems} at="/states/start" />
        <ManyInput
          label={d('start')}
          value={states.start}
          onChange={(keys) => change((target) => assign(target, 'start', keys))}
          options={choices.filter((choice) => choice.value !== first)}
        />
      </div>
    </div>
  );
}

/** What one state means: how it ends, how likely that is, and what is advised in it. */
export function Stage({ handle, states, option }: Omit<StatesProps, 'options'> & { option: OptionDocument }) {
  const d = dataWords.use();
  const text = useText();
  const stage = states.stages?.[option.key];
  const change = (recipe: (stage: StageDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const stages = (draft.states!.stages ??= {});
        const target = (stages[option.key] ??= {});
        recipe(target);
        if (Object.keys(target).length === 0) delete stages[option.key];
      },
      { merge: merge && `stage.${option.key}.${merge}` },
    );
  return (
    <div className={kit.stack} style={{ gap: 4 }} role="group" aria-label={text(option.label)}>
      <div className={`${kit.row} ${css.stage}`}>
        <span className={kit.grow}>
          <StateTag colour={option.colour}>{text(option.label) || option.key}</StateTag>
        </span>
        <span>
          <ChoiceInput
            label={d('outcome')}
            value={stage?.won ? 'won' : stage?.lost ? 'lost' : 'open'}
            onChange={(value) =>
              change((target) => {
                delete target.won;
                delete target.lost;
                if (value === 'won') target.won = true;
                if (value === 'lost') target.lost = true;
              })
            }
            options={(['open', 'won', 'lost'] as const).map((value) => ({
              value,
              label: d(`outcome_${value}`),
            }))}
          />
        </span>
        <span>
          <TextInput
            label={d('probability')}
            value={stage?.probability?.toString()}
            onChange={(value) =>
              change((target) => assign(target, 'probability', value.replace(/[^\d.]/g, '')), 'probability')
            }
          />
        </span>
      </div>
      <TextPair
        label={d('guidance')}
        value={stage?.guidance}
        onChange={(guidance) => change((target) => assign(target, 'guidance', guidance), 'guidance')}
      />
    </div>
  );
}
