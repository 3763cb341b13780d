import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { ScheduleTimes } from '@/api/types';
import { useLanguage, useText } from '@/i18n';
import { clauses } from '@/i18n/lists';
import { momentIn, shortDate, weekdayName } from '@/ui/dates';
import { useProblemText } from '@/ui/ErrorState';
import { useDebounced } from '@/ui/useDebounced';
import { appPath } from '../draft/api';
import type { EntityDocument, ScheduleDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { ChoiceInput, ManyInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { activityNames, dateNames } from './activity';
import css from './rules.module.css';
import { amountOf, cadenceOf, cronOf } from './schedule';
import type { Cadence } from './schedule';
import { ruleWords } from './words';

const kinds = ['daily', 'weekdays', 'weekly', 'monthly', 'cron', 'relative', 'inactive'] as const;
type Kind = (typeof kinds)[number];
const units = ['day', 'working_day', 'hour'] as const;
const AT = '08:00';
const WEEK = [1, 2, 3, 4, 5, 6, 0];

export interface ScheduleEditorProps {
  app: string;
  entity: EntityDocument | undefined;
  schedule: ScheduleDocument;
  onChange: (schedule: ScheduleDocument) => void;
}

/** When the clock starts a rule: plain choices, a date of each record, a silence, or a cron expression. */
export function ScheduleEditor({ app, entity, schedule, onChange }: ScheduleEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const { documents: entities } = useDocuments(app, 'entity');
  const plain = schedule.cron === undefined ? null : cadenceOf(schedule.cron);
  // What is being typed may be a plain choice on its way to something else.
  const [asText, setAsText] = useState(schedule.cron !== undefined && !plain);
  const cadence = asText ? null : plain;
  const kind: Kind = schedule.relative
    ? 'relative'
    : schedule.inactive
      ? 'inactive'
      : (cadence?.kind ?? 'cron');
  const dates = dateNames(entity, text);
  const activity = activityNames(entity, entities, text);
  const put = (timing: Pick<ScheduleDocument, 'cron' | 'relative' | 'inactive'>) => {
    const { catch_up, grace_days } = schedule;
    onChange({
      ...timing,
      ...(catch_up !== undefined && { catch_up }),
      ...(grace_days !== undefined && { grace_days }),
    });
  };
  const choose = (next: string) => {
    setAsText(next === 'cron');
    const at = plain?.at ?? schedule.relative?.at ?? schedule.inactive?.at ?? AT;
    switch (next as Kind) {
      case 'weekly':
        return put({ cron: cronOf({ kind: 'weekly', at, days: [1] }) });
      case 'monthly':
        return put({ cron: cronOf({ kind: 'monthly', at, day: 1 }) });
      case 'cron':
        return put({ cron: schedule.cron ?? cronOf({ kind: 'daily', at }) });
      case 'relative':
        return put({ relative: { field: dates[0]?.value ?? 'created_at', offset: 7, unit: 'day', at } });
      case 'inactive':
        return put({ inactive: { days: 15, of: [activity[0]?.value ?? 'updated_at'], at } });
      default:
        return put({ cron: cronOf({ kind: next as 'daily' | 'weekdays', at }) });
    }
  };
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('scheduleKind')}
        value={kind}
        onChange={choose}
        options={kinds.map((value) => ({ value, label: r(`schedule_${value}`) }))}
      />
      {kind === 'cron' && (
        <TextInput
          label={r('cron')}
          help={r('cronHelp')}
          value={schedule.cron}
          onChange={(cron) => put({ cron })}
        />
      )}
      {cadence && <CadenceFields cadence={cadence} onChange={(next) => put({ cron: cronOf(next) })} />}
      {schedule.relative && (
        <RelativeFields
          relative={schedule.relative}
          dates={dates}
          onChange={(relative) => put({ relative })}
        />
      )}
      {schedule.inactive && (
        <>
          <TextInput
            label={r('silentDays')}
            help={r('amountHelp')}
            value={String(schedule.inactive.days ?? '')}
            onChange={(text) =>
              schedule.inactive && put({ inactive: { ...schedule.inactive, days: amountOf(text) } })
            }
          />
          <ManyInput
            label={r('activity')}
            help={r('activityHelp')}
            value={schedule.inactive.of}
            options={activity}
            onChange={(of) => schedule.inactive && put({ inactive: { ...schedule.inactive, of } })}
          />
          <AtInput
            value={schedule.inactive.at}
            onChange={(at) => schedule.inactive && put({ inactive: { ...schedule.inactive, at } })}
          />
        </>
      )}
      <ChoiceInput
        label={r('catchUp')}
        value={schedule.catch_up ?? 'once'}
        onChange={(catch_up) => onChange({ ...schedule, catch_up })}
        options={(['once', 'each', 'none'] as const).map((value) => ({
          value,
          label: r(`catchUp_${value}`),
        }))}
      />
      {entity && <NextTimes app={app} entity={entity.key} schedule={schedule} />}
    </div>
  );
}

function AtInput({ value, onChange }: { value: string | undefined; onChange: (at: string) => void }) {
  const r = ruleWords.use();
  return (
    <TextInput label={r('atTime')} type="time" value={value} onChange={(at) => onChange(at.slice(0, 5))} />
  );
}

function CadenceFields({ cadence, onChange }: { cadence: Cadence; onChange: (next: Cadence) => void }) {
  const r = ruleWords.use();
  const language = useLanguage();
  return (
    <>
      {cadence.kind === 'weekly' && (
        <ManyInput
          label={r('onDays')}
          value={cadence.days.map(String)}
          options={WEEK.map((day) => ({ value: String(day), label: weekdayName(day, language) }))}
          onChange={(days) => onChange({ ...cadence, days: days.map(Number) })}
        />
      )}
      {cadence.kind === 'monthly' && (
        <ChoiceInput
          label={r('onDay')}
          help={cadence.day !== 'L' && cadence.day > 28 ? r('onDayHelp') : undefined}
          value={String(cadence.day)}
          onChange={(day) => onChange({ ...cadence, day: day === 'L' ? 'L' : Number(day) })}
          options={[
            ...Array.from({ length: 31 }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })),
            { value: 'L', label: r('lastDay') },
          ]}
        />
      )}
      <AtInput value={cadence.at} onChange={(at) => onChange({ ...cadence, at })} />
    </>
  );
}

function RelativeFields({
  relative,
  dates,
  onChange,
}: {
  relative: NonNullable<ScheduleDocument['relative']>;
  dates: ReturnType<typeof dateNames>;
  onChange: (next: NonNullable<ScheduleDocument['relative']>) => void;
}) {
  const r = ruleWords.use();
  const { field, offset = 0, unit = 'day', at } = relative;
  const timed = dates.find((date) => date.value === field)?.timed;
  const counted = typeof offset === 'number';
  const before = counted && offset < 0;
  const put = (next: { field?: string; offset?: number | string; unit?: string; at?: string }) => {
    const all = { field, offset, unit, at: at ?? AT, ...next };
    const { at: moment, ...rest } = all;
    onChange(all.unit === 'hour' ? rest : { ...rest, at: moment });
  };
  return (
    <>
      <ChoiceInput
        label={r('dateField')}
        value={field}
        options={dates}
        onChange={(next) => {
          const dated = !dates.find((date) => date.value === next)?.timed;
          put({ field: next, ...(dated && unit === 'hour' && { unit: 'day' }) });
        }}
      />
      <TextInput
        label={r('offset')}
        help={r('amountHelp')}
        value={counted ? String(Math.abs(offset)) : offset}
        onChange={(text) => {
          const amount = amountOf(text || '0');
          put({ offset: typeof amount === 'number' && before ? -amount : amount });
        }}
      />
      <ChoiceInput
        label={r('unit')}
        value={unit}
        onChange={(next) => put({ unit: next })}
        options={units
          .filter((one) => one !== 'hour' || timed)
          .map((value) => ({ value, label: r(`unit_${value}`) }))}
      />
      {counted && (
        <ChoiceInput
          label={r('side')}
          value={before ? 'before' : 'after'}
          onChange={(side) => put({ offset: side === 'before' ? -Math.abs(offset) || -1 : Math.abs(offset) })}
          options={[
            { value: 'before', label: r('side_before') },
            { value: 'after', label: r('side_after') },
          ]}
        />
      )}
      {unit !== 'hour' && <AtInput value={at} onChange={(next) => put({ at: next })} />}
    </>
  );
}

/** The next ten times, by the workspace's clock, as the server reckons them. */
function NextTimes({ app, entity, schedule }: { app: string; entity: string; schedule: ScheduleDocument }) {
  const r = ruleWords.use();
  const text = useText();
  const language = useLanguage();
  const problemText = useProblemText();
  const asked = useDebounced(JSON.stringify(schedule));
  const { documents: entities } = useDocuments(app, 'entity');
  const times = useQuery({
    queryKey: ['schedule-times', app, entity, asked],
    queryFn: ({ signal }) =>
      api.post<ScheduleTimes>(
        appPath(app, '/schedule-times'),
        { entity, schedule: JSON.parse(asked) as ScheduleDocument },
        { signal },
      ),
    placeholderData: (kept) => kept,
    retry: false,
  });
  if (times.error) return <p className={kit.bad}>{problemText(times.error)}</p>;
  const { zone = '', times: found = [], problems = [] } = times.data ?? {};
  if (problems.length)
    return (
      <p className={kit.bad} role="alert">
        {clauses(problems.map((problem) => problem.message))}
      </p>
    );
  if (schedule.relative?.unit === 'hour') return <p className="caption muted">{r('eachOwnTime')}</p>;
  if (!found.length) return null;
  const field = entities[entity]?.schema.properties[schedule.relative?.field ?? ''];
  const label = text(field?.['x-dougong'].label) || (schedule.relative?.field ?? '');
  const day = (date: string) => shortDate(date, language);
  return (
    <section aria-label={r('nextTimes')}>
      <h3 className="caption">{r('nextTimesIn', { zone })}</h3>
      <ol className={css.times}>
        {found.map((one) => (
          <li key={one.at}>
            <time dateTime={one.at}>{momentIn(one.at, language, zone)}</time>
            {one.first && one.last && (
              <span className="caption muted">
                {r('forDates', {
                  field: label,
                  dates: one.first === one.last ? day(one.first) : `${day(one.first)} – ${day(one.last)}`,
                })}
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
