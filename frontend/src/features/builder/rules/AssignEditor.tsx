import { PlusOutlined } from '@ant-design/icons';
import { assign, move } from '@/canvas/lists';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import type { ExpressionPlace } from '@/expressions';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import type { LimitsDocument, LoadDocument, SelectorDocument, WeightDocument } from '../draft/documents';
import { DraftCondition } from '../expression/DraftCondition';
import { useNames } from '../expression/useNames';
import { CheckInput, ChoiceInput, RemoveButton, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { strategyWords } from './assignSentence';
import { BoundInput } from './BoundInput';
import { SelectorKindInput, SelectorSource } from './SelectorsEditor';
import type { StepEditorProps } from './StepEditor';
import { selectorWords } from './sentence';
import { useSpeech } from './useSpeech';
import { ruleWords } from './words';

const PICKS = ['round_robin', 'least_loaded', 'weighted', 'first'] as const;
const HOURS = { from: '09:00', to: '18:00' };

/** A copy of an object that a recipe has changed. */
function changed<Value extends object>(value: Value, recipe: (copy: Value) => void): Value {
  const copy = { ...value };
  recipe(copy);
  return copy;
}

/** Who gets a record: strategies in their order, whom they pass over, what counts as work, and what is left. */
export function AssignEditor({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const speech = useSpeech(place.app);
  const strategies = (body.strategies as SelectorDocument[]) ?? [];
  const limits = (body.limits as LimitsDocument) ?? {};
  const set = (key: string, value: unknown) =>
    onChange(
      changed(body, (next) => assign(next, key, value)),
      key,
    );
  const replace = (at: number, next: SelectorDocument) =>
    set(
      'strategies',
      strategies.map((each, index) => (index === at ? next : each)),
    );
  const put = (from: number, to: number) => {
    const next = [...strategies];
    move(next, from, to);
    set('strategies', next);
  };
  return (
    <div className={kit.stack}>
      <div className={kit.labelled} role="group" aria-label={r('strategies')}>
        <span className={kit.label}>{r('strategies')}</span>
        <span className={kit.help}>{r('strategiesHelp')}</span>
        <div className={kit.stack} style={{ gap: 8 }}>
          <SortableList ids={strategies.map((_, at) => `strategy-${at}`)} onMove={put}>
            {strategies.map((strategy, at) => (
              <SortableRow
                key={at}
                id={`strategy-${at}`}
                name={strategyWords(speech, strategy, (who) => selectorWords(speech, place.entity, who))}
                handleLabel={r('moveStrategy', { at: at + 1 })}
              >
                <StrategyCard
                  at={at}
                  strategy={strategy}
                  shared={limits}
                  place={place}
                  onChange={(next) => replace(at, next)}
                  onRemove={() =>
                    set(
                      'strategies',
                      strategies.filter((_, index) => index !== at),
                    )
                  }
                />
              </SortableRow>
            ))}
          </SortableList>
          <span>
            <Button
              small
              icon={<PlusOutlined aria-hidden />}
              onClick={() => set('strategies', [...strategies, { role: '' }])}
            >
              {r('addStrategy')}
            </Button>
          </span>
        </div>
      </div>
      <LimitsInput app={place.app} limits={limits} onChange={(next) => set('limits', next)} />
      <LoadInput
        place={place}
        load={(body.load as LoadDocument) ?? {}}
        onChange={(next) => set('load', next)}
      />
      <ChoiceInput
        label={r('nobodyLeft')}
        value={String(body.otherwise ?? 'keep')}
        options={(['keep', 'empty'] as const).map((value) => ({ value, label: r(`nobody_${value}`) }))}
        onChange={(value) => set('otherwise', value === 'keep' ? undefined : value)}
      />
      <MemberInput
        label={r('assignField')}
        place={place}
        value={(body.field as string | undefined) ?? 'owner'}
        onChange={(field) => set('field', field === 'owner' ? undefined : field)}
      />
    </div>
  );
}

interface StrategyCardProps {
  at: number;
  strategy: SelectorDocument;
  shared: LimitsDocument;
  place: ExpressionPlace;
  onChange: (strategy: SelectorDocument) => void;
  onRemove: () => void;
}

function StrategyCard({ at, strategy, shared, place, onChange, onRemove }: StrategyCardProps) {
  const r = ruleWords.use();
  const change = (recipe: (copy: SelectorDocument) => void) => onChange(changed(strategy, recipe));
  return (
    <div
      role="group"
      aria-label={r('strategyAt', { at: at + 1 })}
      className={`${kit.card} ${kit.stack} ${kit.grow}`}
      style={{ padding: 10 }}
    >
      <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
        <span className={kit.grow}>
          <SelectorKindInput selector={strategy} change={change} />
        </span>
        <RemoveButton line label={r('removeStrategy', { at: at + 1 })} onClick={onRemove} />
      </div>
      <SelectorSource selector={strategy} place={place} change={change} />
      <ChoiceInput
        label={r('pick')}
        value={strategy.pick ?? 'round_robin'}
        onChange={(pick) =>
          change((copy) => {
            copy.pick = pick;
            if (pick !== 'weighted') delete copy.weights;
          })
        }
        options={PICKS.map((value) => ({ value, label: r(`pick_${value}`) }))}
      />
      {strategy.pick === 'weighted' && (
        <WeightsInput
          weights={strategy.weights ?? []}
          place={place}
          onChange={(weights) => change((copy) => assign(copy, 'weights', weights))}
        />
      )}
      <DraftCondition
        {...place}
        label={r('peopleWhen')}
        empty={r('always')}
        value={strategy.when}
        onChange={(when) => change((copy) => assign(copy, 'when', when))}
      />
      <CheckInput
        label={r('limitsOwn')}
        help={strategy.limits ? r('limitsOwnHelp') : undefined}
        value={strategy.limits !== undefined}
        onChange={(own) =>
          change((copy) => {
            if (own) copy.limits = { ...shared };
            else delete copy.limits;
          })
        }
      />
      {strategy.limits && (
        <LimitsInput
          app={place.app}
          limits={strategy.limits}
          onChange={(limits) =>
            change((copy) => {
              copy.limits = limits;
            })
          }
        />
      )}
    </div>
  );
}

interface WeightsInputProps {
  weights: WeightDocument[];
  place: ExpressionPlace;
  onChange: (weights: WeightDocument[]) => void;
}

function WeightsInput({ weights, place, onChange }: WeightsInputProps) {
  const r = ruleWords.use();
  return (
    <div className={kit.labelled} role="group" aria-label={r('weights')}>
      <span className={kit.label}>{r('weights')}</span>
      <span className={kit.help}>{r('weightsHelp')}</span>
      <div className={kit.stack} style={{ gap: 8 }}>
        {weights.map((each, at) => {
          const change = (recipe: (copy: WeightDocument) => void) =>
            onChange(weights.map((one, index) => (index === at ? changed(one, recipe) : one)));
          return (
            <div key={at} className={kit.stack} style={{ gap: 6 }}>
              <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
                <span className={kit.grow}>
                  <SelectorKindInput selector={each} change={(recipe) => change((copy) => recipe(copy))} />
                </span>
                <RemoveButton
                  line
                  label={r('removeWeight', { at: at + 1 })}
                  onClick={() => onChange(weights.filter((_, index) => index !== at))}
                />
              </div>
              <SelectorSource
                selector={each}
                place={place}
                change={(recipe) => change((copy) => recipe(copy))}
              />
              <BoundInput
                app={place.app}
                label={r('weight')}
                first="2"
                value={each.weight}
                onChange={(weight) =>
                  change((copy) => {
                    copy.weight = weight ?? '1';
                  })
                }
              />
            </div>
          );
        })}
        <span>
          <Button
            small
            icon={<PlusOutlined aria-hidden />}
            onClick={() => onChange([...weights, { role: '', weight: '2' }])}
          >
            {r('addWeight')}
          </Button>
        </span>
      </div>
    </div>
  );
}

interface LimitsInputProps {
  app: string;
  limits: LimitsDocument;
  onChange: (limits: LimitsDocument) => void;
}

function LimitsInput({ app, limits, onChange }: LimitsInputProps) {
  const r = ruleWords.use();
  const set = <Key extends keyof LimitsDocument>(key: Key, value: LimitsDocument[Key] | undefined) =>
    onChange(changed(limits, (copy) => assign(copy, key, value)));
  const hours = limits.hours;
  return (
    <div className={kit.labelled} role="group" aria-label={r('limits')}>
      <span className={kit.label}>{r('limits')}</span>
      <div className={kit.stack} style={{ gap: 6 }}>
        <CheckInput
          label={r('limitPresent')}
          help={r('limitPresentHelp')}
          value={limits.present}
          onChange={(on) => set('present', on || undefined)}
        />
        <CheckInput
          label={r('limitPrevious')}
          value={limits.not_previous}
          onChange={(on) => set('not_previous', on || undefined)}
        />
        <CheckInput
          label={r('limitHours')}
          value={hours !== undefined}
          onChange={(on) => set('hours', on ? HOURS : undefined)}
        />
        {hours && (
          <>
            <div className={kit.duo}>
              <TextInput
                label={r('hoursFrom')}
                type="time"
                value={hours.from}
                onChange={(from) => set('hours', { ...hours, from: from.slice(0, 5) })}
              />
              <TextInput
                label={r('hoursTo')}
                type="time"
                value={hours.to}
                onChange={(to) => set('hours', { ...hours, to: to.slice(0, 5) })}
              />
            </div>
            <CheckInput
              label={r('restDays')}
              value={hours.rest_days}
              onChange={(on) =>
                set(
                  'hours',
                  changed(hours, (copy) => assign(copy, 'rest_days', on || undefined)),
                )
              }
            />
          </>
        )}
        <BoundInput
          app={app}
          label={r('limitHold')}
          empty={r('noLimit')}
          first="50"
          value={limits.hold}
          onChange={(value) => set('hold', value)}
        />
        <BoundInput
          app={app}
          label={r('limitDay')}
          help={r('limitDayHelp')}
          empty={r('noLimit')}
          first="20"
          value={limits.per_day}
          onChange={(value) => set('per_day', value)}
        />
      </div>
    </div>
  );
}

interface LoadInputProps {
  place: ExpressionPlace;
  load: LoadDocument;
  onChange: (load: LoadDocument) => void;
}

function LoadInput({ place, load, onChange }: LoadInputProps) {
  const r = ruleWords.use();
  const text = useText();
  const entries = useEntries(place.app, 'entity');
  const there = { ...place, entity: load.entity ?? place.entity, parent: undefined };
  return (
    <div className={kit.labelled} role="group" aria-label={r('load')}>
      <span className={kit.label}>{r('load')}</span>
      <span className={kit.help}>{r('loadHelp')}</span>
      <div className={kit.stack} style={{ gap: 6 }}>
        <ChoiceInput
          label={r('loadEntity')}
          empty={r('loadSame')}
          value={load.entity}
          options={entries
            .filter((entry) => entry.key !== place.entity)
            .map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
          onChange={(entity) => onChange(entity ? { entity } : {})}
        />
        {load.entity && (
          <MemberInput
            label={r('loadField')}
            place={there}
            value={load.field ?? 'owner'}
            onChange={(field) =>
              onChange(changed(load, (copy) => assign(copy, 'field', field === 'owner' ? undefined : field)))
            }
          />
        )}
        <DraftCondition
          {...there}
          label={r('loadWhen')}
          empty={r('loadAll')}
          value={load.when}
          onChange={(when) => onChange(changed(load, (copy) => assign(copy, 'when', when)))}
        />
      </div>
    </div>
  );
}

interface MemberInputProps {
  label: string;
  place: ExpressionPlace;
  value: string;
  onChange: (field: string) => void;
}

/** A field of the records that names a person. */
function MemberInput({ label, place, value, onChange }: MemberInputProps) {
  const text = useText();
  const names = useNames(place.app, place.entity, 'formula').filter(
    (name) => name.kind === 'person' && !/\.|_by$/.test(name.path),
  );
  return (
    <ChoiceInput
      label={label}
      value={value}
      onChange={onChange}
      options={names.map((name) => ({ value: name.path, label: text(name.label) || name.path }))}
    />
  );
}
