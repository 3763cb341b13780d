import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { freeKey } from '@/canvas/ids';
import { assign, move } from '@/canvas/lists';
import { api } from '@/api/client';
import type { SequenceTimes } from '@/api/types';
import { useLanguage, useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { momentIn, weekdayName } from '@/ui/dates';
import { useDebounced } from '@/ui/useDebounced';
import { appPath } from '../draft/api';
import type { SequenceDocument, SequenceStepDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, ManyInput, Part, RemoveButton, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { hasFault } from '../shell/faults';
import { ProblemsAt } from '../shell/ProblemsAt';
import { amountOf } from './schedule';
import { deedWords, waitWords } from './sequenceSpeech';
import { sequenceWords } from './sequenceWords';
import { StepList } from './StepList';
import css from './rules.module.css';
import { useSpeech } from './useSpeech';
import { ruleWords } from './words';

const UNITS = ['hours', 'days', 'work_days'] as const;
const WEEK = [1, 2, 3, 4, 5, 6, 7];

/** When the steps would come for a record that enters now, as the server reckons them. */
function useTimes(app: string, { entity, quiet, steps }: SequenceDocument) {
  const timed = steps.map(({ key, wait, at, weekdays }) => ({ key, wait, at, weekdays }));
  const asked = useDebounced(JSON.stringify({ entity, quiet, steps: timed }));
  return useQuery({
    queryKey: ['sequence-times', app, asked],
    queryFn: ({ signal }) =>
      api.post<SequenceTimes>(appPath(app, '/sequence-times'), JSON.parse(asked) as object, { signal }),
    placeholderData: (kept) => kept,
    enabled: steps.length > 0,
    retry: false,
  }).data;
}

/** The steps of a sequence as cards, each with its wait in words. */
export function SequenceSteps({ handle }: { handle: DocumentHandle<SequenceDocument> }) {
  const s = sequenceWords.use();
  const text = useText();
  const { app, document: sequence } = handle;
  const times = useTimes(app, sequence);
  const [open, setOpen] = useState<string | null>(sequence.steps[0]?.key ?? null);
  const add = () => {
    const key = freeKey(
      'step',
      sequence.steps.map((step) => step.key),
    );
    handle.change((draft) => void draft.steps.push({ key, wait: { days: 7 }, at: '10:00', do: [] }));
    setOpen(key);
  };
  return (
    <Part title={s('steps')}>
      <p className="caption muted">{s('stepsHelp')}</p>
      {sequence.steps.length === 0 && <ProblemsAt problems={handle.open.problems} at="/steps" quiet />}
      {sequence.steps.map((step, at) => (
        <StepCard
          key={step.key}
          handle={handle}
          step={step}
          at={at}
          name={text(step.name) || s('stepName', { number: at + 1 })}
          moment={times?.times[at]}
          zone={times?.zone}
          open={open === step.key}
          onToggle={(now) => setOpen(now ? step.key : null)}
        />
      ))}
      <span>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={add}>
          {s('newStep')}
        </Button>
      </span>
      {times?.zone && <p className="caption muted">{s('zone', { zone: times.zone })}</p>}
    </Part>
  );
}

interface StepCardProps {
  handle: DocumentHandle<SequenceDocument>;
  step: SequenceStepDocument;
  at: number;
  name: string;
  moment: string | undefined;
  zone: string | undefined;
  open: boolean;
  onToggle: (open: boolean) => void;
}

function StepCard({ handle, step, at, name, moment, zone, open, onToggle }: StepCardProps) {
  const s = sequenceWords.use();
  const language = useLanguage();
  const { app, document: sequence } = handle;
  const speech = useSpeech(app);
  const count = sequence.steps.length;
  const put = (from: number, to: number) => handle.change((draft) => move(draft.steps, from, to));
  return (
    <section className={`${kit.card} ${kit.stack}`} style={{ padding: 12 }} aria-label={name}>
      <div className={kit.row} style={{ flexWrap: 'nowrap', alignItems: 'flex-start' }}>
        <button
          type="button"
          className={`${css.line} ${kit.grow}`}
          style={{ border: 0 }}
          aria-expanded={open}
          onClick={() => onToggle(!open)}
        >
          <span>
            <strong>
              {at + 1}. {name}
            </strong>
            {hasFault(handle.open.problems, `/steps/${at}`) && (
              <span style={{ color: 'var(--red-shade)' }}> ⚠</span>
            )}
            <br />
            {s('saidStep', {
              when: waitWords(s, speech, step, language),
              what: deedWords(speech, sequence.entity, step),
            })}
            {moment && zone && (
              <>
                <br />
                <small>{s('nowAt', { moment: momentIn(moment, language, zone) })}</small>
              </>
            )}
          </span>
        </button>
        <Button
          small
          look="quiet"
          aria-label={s('moveUp', { name })}
          disabled={at === 0}
          icon={<ArrowUpOutlined aria-hidden />}
          onClick={() => put(at, at - 1)}
        />
        <Button
          small
          look="quiet"
          aria-label={s('moveDown', { name })}
          disabled={at === count - 1}
          icon={<ArrowDownOutlined aria-hidden />}
          onClick={() => put(at, at + 1)}
        />
        <RemoveButton
          line
          label={s('remove', { name })}
          onClick={() => handle.change((draft) => void draft.steps.splice(at, 1))}
        />
      </div>
      {open && <StepFields handle={handle} step={step} at={at} />}
    </section>
  );
}

function StepFields({ handle, step, at }: Pick<StepCardProps, 'handle' | 'step' | 'at'>) {
  const s = sequenceWords.use();
  const r = ruleWords.use();
  const language = useLanguage();
  const { app, document: sequence } = handle;
  const problems = handle.open.problems;
  const place = { app, entity: sequence.entity, context: 'rule' as const };
  const [unit = 'days', amount = 0] = Object.entries(step.wait ?? {})[0] ?? [];
  const set = <Key extends keyof SequenceStepDocument>(key: Key, value: SequenceStepDocument[Key]) =>
    handle.change((draft) => assign(draft.steps[at]!, key, value), { merge: `steps.${at}.${key}` });
  return (
    <>
      <TextPair label={s('stepNameIs')} value={step.name} onChange={(name) => set('name', name)} />
      <ProblemsAt problems={problems} at={`/steps/${at}/wait`} />
      <div className={kit.duo}>
        <TextInput
          label={s('waits')}
          help={r('amountHelp')}
          value={String(amount)}
          onChange={(value) => set('wait', { [unit]: amountOf(value || '0') })}
        />
        <ChoiceInput
          label={s('unit')}
          value={unit}
          options={UNITS.map((value) => ({ value, label: s(`unit_${value}`) }))}
          onChange={(value) => set('wait', { [value]: amount })}
        />
      </div>
      <ProblemsAt problems={problems} at={`/steps/${at}/at`} />
      <ProblemsAt problems={problems} at={`/steps/${at}/weekdays`} />
      <div className={kit.duo}>
        <TextInput
          label={s('at')}
          type="time"
          value={step.at ?? ''}
          onChange={(value) => set('at', value.slice(0, 5) || undefined)}
        />
        <ManyInput
          label={s('weekdays')}
          placeholder={s('anyDay')}
          value={step.weekdays?.map(String)}
          options={WEEK.map((day) => ({ value: String(day), label: weekdayName(day % 7, language) }))}
          onChange={(days) =>
            set('weekdays', days.length > 0 ? days.map(Number).sort((one, other) => one - other) : undefined)
          }
        />
      </div>
      <ProblemsAt problems={problems} at={`/steps/${at}/unless`} />
      <DraftCondition
        {...place}
        label={s('unless')}
        empty={s('unlessNone')}
        value={step.unless}
        onChange={(unless) => set('unless', unless)}
      />
      <div className={kit.labelled} role="group" aria-label={s('does')}>
        <span className={kit.label}>{s('does')}</span>
        <ProblemsAt problems={problems} at={`/steps/${at}/do`} quiet={step.do.length === 0} />
        <StepList
          steps={step.do}
          place={place}
          change={(recipe, merge) =>
            handle.change((draft) => recipe(draft.steps[at]!.do), {
              merge: merge && `steps.${at}.${merge}`,
            })
          }
        />
      </div>
    </>
  );
}
