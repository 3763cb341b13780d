import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { Link } from 'react-router';
import { newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { paths } from '@/ui/paths';
import { StateTag } from '@/ui/StateTag';
import { useEntries } from '../draft/api';
import type { Text, TransitionDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { CheckInput, ChoiceInput, ManyInput, Part, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import css from './data.module.css';
import { addStateField, setStateField } from './entityChanges';
import { freeFieldKey } from './fieldKey';
import { isFresh, markFresh } from './fresh';
import { OptionsEditor } from './OptionsEditor';
import { Beginning, Stage } from './StateMeanings';
import type { StatesProps } from './StateMeanings';
import { stateWords } from './stateWords';
import { placeOnDefaultForm } from './useFormPlaces';
import { useShown } from './useShown';
import { dataWords } from './words';

const sourcesOf = (transition: TransitionDocument) =>
  Array.isArray(transition.from) ? transition.from : [transition.from];

/** What a life of records may begin with, until somebody names its states. */
const FIRST_STATES = [
  ['new', 'blue'],
  ['in_progress', 'amber'],
  ['done', 'green'],
] as const;
type FirstState = (typeof FIRST_STATES)[number][0];

/** The life of a record: which state may follow which, and what must hold for it. */
export function StatesSheet({
  handle,
  pointed,
}: Pick<StatesProps, 'handle'> & { pointed?: TransitionDocument }) {
  const d = dataWords.use();
  const text = useText();
  const entity = handle.document;
  const selects = Object.entries(entity.schema.properties).filter(
    ([, field]) => field['x-dougong'].type === 'select',
  );
  const { states } = entity;
  const field = states && entity.schema.properties[states.field];
  const options = field?.['x-dougong'].options ?? [];
  const begin = () => {
    const both = (word: 'status' | `status_${FirstState}`) => ({
      zh: d(word, { lng: 'zh' }),
      en: d(word, { lng: 'en' }),
    });
    const key = freeFieldKey('status', Object.keys(entity.schema.properties));
    const first = FIRST_STATES.map(([state, colour]) => ({
      key: state,
      label: both(`status_${state}`),
      colour,
    }));
    let id = '';
    handle.change((draft) => {
      id = addStateField(draft, key, both('status'), first)['x-dougong'].id;
    });
    markFresh(id);
    for (const { key: state } of first) markFresh(`${id}/${state}`);
    placeOnDefaultForm(handle.app, entity.key, id);
  };
  return (
    <div className={css.sheet}>
      <Part>
        <ProblemsAt problems={handle.open.problems} at="/states/field" />
        {selects.length === 0 ? (
          <>
            <p className="muted">{d('noSelect')}</p>
            <span>
              <Button icon={<PlusOutlined aria-hidden />} onClick={begin}>
                {d('addStates')}
              </Button>
            </span>
          </>
        ) : (
          <ChoiceInput
            label={d('stateField')}
            help={d('stateHelp')}
            value={states?.field}
            empty={d('stateNone')}
            onChange={(field) => handle.change((draft) => setStateField(draft, field))}
            options={selects.map(([value, field]) => ({
              value,
              label: text(field['x-dougong'].label) || value,
            }))}
          />
        )}
        {states && field && (
          <details key={field['x-dougong'].id} open={isFresh(field['x-dougong'].id)}>
            <summary style={{ padding: '4px 0', cursor: 'pointer' }}>{d('stateChoices')}</summary>
            <OptionsEditor handle={handle} fieldKey={states.field} named={isFresh(field['x-dougong'].id)} />
          </details>
        )}
      </Part>
      {states && (
        <>
          <Part title={d('beginning')}>
            <Beginning handle={handle} states={states} options={options} />
          </Part>
          <Part title={d('matrix')}>
            <Matrix handle={handle} states={states} options={options} />
          </Part>
          <Part title={d('transitions')} extra={<AddTransition handle={handle} options={options} />}>
            {(states.transitions ?? []).map((transition, at) => (
              <Transition
                key={transition.id ?? at}
                handle={handle}
                at={at}
                pointed={transition === pointed}
                transition={transition}
                options={options}
              />
            ))}
          </Part>
          <Part title={d('stages')}>
            {options.map((option) => (
              <Stage key={option.key} handle={handle} states={states} option={option} />
            ))}
          </Part>
        </>
      )}
    </div>
  );
}

function AddTransition({ handle, options }: Omit<StatesProps, 'states'>) {
  const d = dataWords.use();
  const [first, second] = options;
  return (
    <Button
      small
      icon={<PlusOutlined aria-hidden />}
      disabled={!first || !second}
      onClick={() =>
        handle.change((draft) => {
          if (draft.states && first && second)
            (draft.states.transitions ??= []).push({ id: newId(), from: [first.key], to: second.key });
        })
      }
    >
      {d('addTransition')}
    </Button>
  );
}

/** Every pair of states with a tick: the quickest way to draw what may follow what. */
function Matrix({ handle, states, options }: StatesProps) {
  const d = dataWords.use();
  const text = useText();
  const transitions = states.transitions ?? [];
  const allowed = (from: string, to: string) =>
    transitions.some(
      (each) => each.to === to && (sourcesOf(each).includes(from) || sourcesOf(each).includes('*')),
    );
  const toggle = (from: string, to: string) =>
    handle.change((draft) => {
      const list = (draft.states!.transitions ??= []);
      const holding = list.filter(
        (each) => each.to === to && (sourcesOf(each).includes(from) || sourcesOf(each).includes('*')),
      );
      if (holding.length === 0) {
        const same = list.find((each) => each.to === to && !each.by);
        if (same) same.from = [...sourcesOf(same), from];
        else list.push({ id: newId(), from: [from], to });
        return;
      }
      for (const each of holding) {
        const sources = sourcesOf(each).includes('*')
          ? options.map((option) => option.key).filter((key) => key !== to)
          : sourcesOf(each);
        each.from = sources.filter((key) => key !== from);
      }
      draft.states!.transitions = list.filter((each) => sourcesOf(each).length > 0);
    });
  return (
    <div className={css.matrix} tabIndex={0} role="region" aria-label={d('matrix')}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={css.corner}>
              <span>{d('matrixFrom')} ↓</span>
              <span>{d('matrixTo')} →</span>
            </th>
            {options.map((option) => (
              <th key={option.key} scope="col">
                <StateTag colour={option.colour}>{text(option.label) || option.key}</StateTag>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {options.map((from) => (
            <tr key={from.key}>
              <th scope="row">
                <StateTag colour={from.colour}>{text(from.label) || from.key}</StateTag>
              </th>
              {options.map((to) => (
                <td key={to.key}>
                  {from.key !== to.key && (
                    <input
                      type="checkbox"
                      aria-label={d('allowStep', { from: text(from.label), to: text(to.label) })}
                      checked={allowed(from.key, to.key)}
                      onChange={() => toggle(from.key, to.key)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Transition({
  handle,
  at,
  pointed,
  transition,
  options,
}: Omit<StatesProps, 'states'> & { at: number; pointed: boolean; transition: TransitionDocument }) {
  const card = useShown(pointed);
  const d = dataWords.use();
  const w = stateWords.use();
  const text = useText();
  const roles = useEntries(handle.app, 'role');
  const { documents } = useDocuments(handle.app, 'flow');
  const flows = Object.values(documents).filter(
    (flow) => flow.entity === handle.document.key && flow.start?.on === 'button',
  );
  const change = (recipe: (transition: TransitionDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.states?.transitions?.[at];
        if (target) recipe(target);
      },
      { merge: merge && `transition.${at}.${merge}` },
    );
  const named = (key: string) =>
    text(options.find((option) => option.key === key)?.label) || (key === '*' ? d('anyState') : key);
  const by =
    transition.by === undefined ? [] : Array.isArray(transition.by) ? transition.by : [transition.by];
  /** A point without a text yet is no part of the document: it stands last until something is written. */
  const [adding, setAdding] = useState(false);
  const points: (Text | undefined)[] = [...(transition.checklist ?? []), ...(adding ? [undefined] : [])];
  const setPoint = (index: number, next: Text | undefined) => {
    if (index === points.length - 1) setAdding(!next);
    change((target) => {
      const others = target.checklist ?? [];
      const list = next
        ? [...others.slice(0, index), next, ...others.slice(index + 1)]
        : others.filter((_, each) => each !== index);
      assign(target, 'checklist', list.length > 0 ? list : undefined);
    }, `check.${index}`);
  };
  const choices = options.map((option) => ({ value: option.key, label: text(option.label) || option.key }));
  return (
    <details ref={card} className={kit.card} data-marked={pointed || undefined}>
      <summary style={{ padding: '8px 12px', cursor: 'pointer' }}>
        <strong>{text(transition.label) || named(transition.to)}</strong>{' '}
        <span className="muted">
          {listed(sourcesOf(transition).map(named))} → {named(transition.to)}
        </span>
      </summary>
      <Part>
        <ProblemsAt problems={handle.open.problems} at={`/states/transitions/${at}`} />
        <div className={kit.duo}>
          <ManyInput
            label={d('from')}
            value={sourcesOf(transition)}
            options={[{ value: '*', label: d('anyState') }, ...choices]}
            onChange={(from) =>
              change((target) => {
                target.from = from.includes('*') ? '*' : from;
              })
            }
          />
          <ChoiceInput
            label={d('to')}
            value={transition.to}
            options={choices}
            onChange={(to) =>
              change((target) => {
                target.to = to;
              })
            }
          />
        </div>
        <TextPair
          label={d('transitionLabel')}
          value={transition.label}
          otherwise={options.find((option) => option.key === transition.to)?.label}
          onChange={(label) => change((target) => assign(target, 'label', label), 'label')}
        />
        <DraftCondition
          app={handle.app}
          entity={handle.document.key}
          context="linkage"
          label={d('transitionWhen')}
          value={transition.when}
          onChange={(when) => change((target) => assign(target, 'when', when), 'when')}
        />
        {(transition.when || transition.message) && (
          <TextPair
            label={w('message')}
            help={w('messageHelp')}
            value={transition.message}
            onChange={(message) => change((target) => assign(target, 'message', message), 'message')}
          />
        )}
        <ManyInput
          label={d('transitionRequire')}
          value={transition.require}
          options={Object.entries(handle.document.schema.properties).map(([value, field]) => ({
            value,
            label: text(field['x-dougong'].label) || value,
          }))}
          onChange={(require) => change((target) => assign(target, 'require', require))}
        />
        <ManyInput
          label={d('transitionBy')}
          value={by}
          options={[
            { value: 'flow', label: d('by_flow') },
            { value: 'rule', label: d('by_rule') },
            ...roles.map((role) => ({ value: role.key, label: text(role.name) || role.key })),
          ]}
          onChange={(next) => change((target) => assign(target, 'by', next))}
        />
        <ChoiceInput
          label={d('transitionApproval')}
          help={
            flows.length > 0 ? (
              d('transitionApprovalHelp')
            ) : (
              <>
                {w('noFlow')} <Link to={paths.build(handle.app, '/flows')}>{w('drawFlow')}</Link>
              </>
            )
          }
          value={transition.approval}
          empty={d('noApproval')}
          disabled={flows.length === 0 && !transition.approval}
          options={flows.map((flow) => ({ value: flow.key, label: text(flow.name) || flow.key }))}
          onChange={(flow) => change((target) => assign(target, 'approval', flow || undefined))}
        />
        <TextPair
          label={d('guidance')}
          value={transition.guidance}
          onChange={(guidance) => change((target) => assign(target, 'guidance', guidance), 'guidance')}
        />
        {points.map((item, index) => (
          <TextPair
            key={index}
            label={`${d('checklist')} ${index + 1}`}
            value={item}
            autoFocus={adding && index === points.length - 1}
            onChange={(next) => setPoint(index, next)}
          />
        ))}
        {(transition.checklist ?? []).length > 0 && (
          <CheckInput
            label={d('mustTick')}
            value={transition.must_tick}
            onChange={(on) => change((target) => assign(target, 'must_tick', on || undefined))}
          />
        )}
        <div className={kit.row}>
          <Button small icon={<PlusOutlined aria-hidden />} disabled={adding} onClick={() => setAdding(true)}>
            {d('checklist')}
          </Button>
          <Button
            small
            look="danger"
            icon={<CloseOutlined aria-hidden />}
            onClick={() =>
              handle.change((draft) => {
                draft.states?.transitions?.splice(at, 1);
              })
            }
          >
            {d('removeTransition')}
          </Button>
        </div>
      </Part>
    </details>
  );
}
