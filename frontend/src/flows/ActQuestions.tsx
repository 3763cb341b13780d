import { lazy, Suspense, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { isProblem } from '@/api/problem';
import type { PersonRef } from '@/api/types';
import { common } from '@/i18n/words';
import { Button, Dialog, useProblemText } from '@/ui';
import { CheckField, Field } from '@/ui/Inputs';
import type { ActDialogProps } from './ActDialog';
import css from './flows.module.css';
import { givenFault, nothingGiven } from './given';
import type { GivenFault, GivenFiles } from './given';
import { PeoplePicker } from './PeoplePicker';
import { flowWords } from './words';

const GiveFiles = lazy(() => import('./GiveFiles').then((module) => ({ default: module.GiveFiles })));

type Fault = 'comment' | 'people' | 'ticks' | GivenFault;

/** An act and what it asks for: people, a place, a word; what the server refuses is shown here. */
export function ActQuestions({
  title,
  confirm,
  text,
  danger,
  comment: asksComment = 'optional',
  phrases = [],
  people: asksPeople,
  option: asksOption,
  ticks,
  picks = [],
  gives,
  begun,
  onBegun,
  onConfirm,
  onClose,
}: ActDialogProps) {
  const t = flowWords.use();
  const shared = common.use();
  const problemText = useProblemText();
  const id = useId();
  const [comment, setComment] = useState(begun?.comment ?? '');
  const [people, setPeople] = useState<PersonRef[]>([]);
  const [option, setOption] = useState(asksOption?.values[0]?.value ?? '');
  const [ticked, setTicked] = useState(() => (ticks?.values ?? []).map((one) => one.value));
  const [picked, setPicked] = useState<Record<string, PersonRef[]>>({});
  const [unpicked, setUnpicked] = useState<string[]>([]);
  const [given, setGiven] = useState(begun?.given ?? nothingGiven);
  const uploads = useRef<Promise<unknown>>(Promise.resolve());
  const latest = useRef(given);
  const [busy, setBusy] = useState(false);
  const [lacks, setLacks] = useState<Fault | null>(null);
  const [refused, setRefused] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const needed = asksComment === 'required';
  const keep = useEffectEvent(() => onBegun?.({ comment, given }));
  useEffect(() => keep(), [comment, given]);

  const lacking = (): Fault | null => {
    if (asksPeople && people.length === 0) return 'people';
    if (ticks && ticked.length === 0) return 'ticks';
    if (needed && !comment.trim()) return 'comment';
    return gives ? givenFault(gives, latest.current) : null;
  };
  const give = (change: Partial<GivenFiles>) => {
    latest.current = { ...latest.current, ...change };
    setGiven(latest.current);
    setLacks(null);
    setRefused('');
  };
  const send = async () => {
    if (busy) return;
    // What is still on its way belongs to the decision.
    setBusy(true);
    await uploads.current;
    setBusy(false);
    const fault = lacking();
    setLacks(fault);
    setRefused('');
    if (fault === 'comment') area.current?.focus();
    if (fault === 'people') document.getElementById(`${id}-people`)?.focus();
    if (fault) return;
    setBusy(true);
    try {
      await onConfirm({ comment: comment.trim(), people, option, ticked, picked, given: latest.current });
      onClose();
    } catch (problem) {
      const nodes = unpickedOf(problem);
      setUnpicked(nodes);
      setRefused(problemText(problem));
      setBusy(false);
      if (nodes[0]) document.getElementById(`${id}-${nodes[0]}`)?.focus();
    }
  };
  const begin = (phrase: string) => {
    setComment((before) => (before.trim() ? `${before.trimEnd()}\n${phrase}` : phrase));
    area.current?.focus();
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      width={480}
      footer={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button look={danger ? 'dangerPrimary' : 'primary'} busy={busy} onClick={() => void send()}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className={css.act}>
        {text}
        {asksPeople && (
          <div className={css.asked}>
            <label htmlFor={`${id}-people`}>{asksPeople.label}</label>
            <PeoplePicker
              id={`${id}-people`}
              label={asksPeople.label}
              many={asksPeople.many}
              value={people}
              invalid={lacks === 'people'}
              onChange={setPeople}
            />
          </div>
        )}
        {asksOption && (
          <Field label={asksOption.label}>
            {(field) => (
              <select
                id={field}
                className={css.choice}
                value={option}
                onChange={(event) => setOption(event.target.value)}
              >
                {asksOption.values.map((one) => (
                  <option key={one.value} value={one.value}>
                    {one.label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {ticks && (
          <fieldset className={css.ticks}>
            <legend>{ticks.label}</legend>
            {ticks.values.map((one) => (
              <CheckField
                key={one.value}
                label={one.label}
                checked={ticked.includes(one.value)}
                onChange={(on) =>
                  setTicked((before) =>
                    on ? [...before, one.value] : before.filter((other) => other !== one.value),
                  )
                }
              />
            ))}
          </fieldset>
        )}
        {picks.map((pick) => (
          <div key={pick.value} className={css.asked}>
            <label htmlFor={`${id}-${pick.value}`}>{t('pickFor', { name: pick.label })}</label>
            <PeoplePicker
              id={`${id}-${pick.value}`}
              label={t('pickFor', { name: pick.label })}
              many
              invalid={unpicked.includes(pick.value)}
              value={picked[pick.value] ?? []}
              onChange={(next) => {
                setPicked((before) => ({ ...before, [pick.value]: next }));
                setUnpicked((before) => before.filter((one) => one !== pick.value));
                setRefused('');
              }}
            />
          </div>
        ))}
        <div className={css.asked}>
          <label htmlFor={id}>
            {t('comment')}
            {needed && <span className={css.refused}> *</span>}
          </label>
          {phrases.length > 0 && (
            <div className={css.phrases} role="group" aria-label={t('phrases')}>
              {phrases.map((phrase) => (
                <Button key={phrase} small onClick={() => begin(phrase)}>
                  {phrase}
                </Button>
              ))}
            </div>
          )}
          <textarea
            id={id}
            ref={area}
            autoFocus
            maxLength={5000}
            placeholder={needed ? undefined : t('commentHint')}
            value={comment}
            aria-invalid={lacks === 'comment' || undefined}
            aria-describedby={lacks || refused ? `${id}-fault` : undefined}
            onChange={(event) => setComment(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
            }}
          />
        </div>
        {gives && (
          <Suspense>
            <GiveFiles
              gives={gives}
              given={given}
              describedBy={lacks || refused ? `${id}-fault` : undefined}
              onChange={give}
              onPending={(work) => {
                uploads.current = Promise.all([uploads.current, work]);
              }}
            />
          </Suspense>
        )}
        {(lacks || refused) && (
          <p id={`${id}-fault`} role="alert" className={css.refused}>
            {lacks ? t(`lacks_${lacks}`) : refused}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** The steps for which somebody must be picked, as the server says it. */
const unpickedOf = (problem: unknown): string[] =>
  isProblem(problem)
    ? problem.errors
        .filter((one) => one.code === 'pick_missing')
        .map((one) => one.pointer.split('/')[2] ?? '')
    : [];
