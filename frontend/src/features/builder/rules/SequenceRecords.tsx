import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import type { Enrolment, EnrolmentHistory, EnrolmentPage, SequenceCounts } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { clauses } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { DateTimeText, RelativeTime } from '@/ui/display';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { StateTag } from '@/ui/StateTag';
import { toast } from '@/ui/toast';
import { appPath, useDraft } from '../draft/api';
import type { SequenceDocument } from '../draft/documents';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import css from './rules.module.css';
import { sequenceWords } from './sequenceWords';

const STATES = ['running', 'paused', 'finished', 'exited', 'stopped'] as const;
const colours = {
  running: 'blue',
  paused: 'amber',
  finished: 'green',
  exited: 'teal',
  stopped: 'grey',
} as const;

/** The records that are or were in the published sequence: how many, where each is, and what can be done with it. */
export function SequenceRecords({ app, sequence }: { app: string; sequence: SequenceDocument }) {
  const s = sequenceWords.use();
  const c = common.use();
  const text = useText();
  const problemText = useProblemText();
  const live = Boolean(useDraft(app).data?.live_version);
  const [state, setState] = useState('');
  const [exit, setExit] = useState('');
  const path = appPath(app, `/sequences/${encodeURIComponent(sequence.key)}`);
  const counts = useQuery({
    queryKey: ['sequence', app, sequence.key, 'counts'],
    queryFn: ({ signal }) => api.get<SequenceCounts>(path, { signal }),
    enabled: live,
    retry: false,
  });
  const query = { ...(state && { state }), ...(exit && { exit }) };
  const list = useInfiniteQuery({
    queryKey: ['sequence', app, sequence.key, 'enrolments', query],
    queryFn: ({ signal, pageParam }) =>
      api.get<EnrolmentPage>(`${path}/enrolments`, { signal, query: { ...query, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: live,
    retry: false,
  });
  const problem = counts.error ?? list.error;
  if (problem) return <p className={kit.bad}>{problemText(problem)}</p>;
  const { states = {}, exits = {}, steps = {} } = counts.data ?? {};
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (!live || (list.data && items.length === 0 && !state && !exit))
    return <p className="muted">{s('notPublished')}</p>;
  const told = (key: string, name: string, count: number | undefined) =>
    count ? (
      <li key={key}>
        {name} <strong>{count}</strong>
      </li>
    ) : null;
  return (
    <div className={kit.stack}>
      <ul className={css.counts}>
        {STATES.map((one) => told(one, s(`state_${one}`), states[one]))}
        {(sequence.exits ?? []).map((one) =>
          told(
            `exit.${one.key}`,
            s('countOf', { name: s('state_exited'), count: text(one.name) || one.key }),
            exits[one.key],
          ),
        )}
      </ul>
      <ul className={css.counts}>
        {sequence.steps.map((one, at) =>
          told(
            `step.${one.key}`,
            `${at + 1}. ${text(one.name) || s('stepName', { number: at + 1 })}`,
            steps[one.key],
          ),
        )}
      </ul>
      <div className={css.runFilters}>
        <ChoiceInput
          label={s('filter')}
          empty={s('anyState')}
          value={state}
          options={STATES.map((value) => ({ value, label: s(`state_${value}`) }))}
          onChange={setState}
        />
        {(sequence.exits?.length ?? 0) > 0 && (
          <ChoiceInput
            label={s('filterExit')}
            empty={s('anyExit')}
            value={exit}
            options={(sequence.exits ?? []).map((one) => ({
              value: one.key,
              label: text(one.name) || one.key,
            }))}
            onChange={setExit}
          />
        )}
      </div>
      <ul className={css.plainList}>
        {items.map((item) => (
          <EnrolmentLine key={item.id} app={app} entity={sequence.entity} item={item} />
        ))}
      </ul>
      <div className={kit.row}>
        {list.hasNextPage && (
          <Button small busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {c('loadMore')}
          </Button>
        )}
        <Button
          small
          look="quiet"
          onClick={() => {
            void counts.refetch();
            void list.refetch();
          }}
        >
          {c('refresh')}
        </Button>
      </div>
    </div>
  );
}

function EnrolmentLine({ app, entity, item }: { app: string; entity: string; item: Enrolment }) {
  const s = sequenceWords.use();
  const text = useText();
  const problemText = useProblemText();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(false);
  const act = async (verb: 'stop' | 'pause' | 'resume' | 'skip') => {
    setBusy(true);
    try {
      await api.post(appPath(app, `/enrolments/${item.id}/${verb}`), {});
      await client.invalidateQueries({ queryKey: ['sequence', app] });
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const verb = (key: 'stop' | 'pause' | 'resume' | 'skip') => (
    <Button small look="quiet" busy={busy} onClick={() => void act(key)}>
      {s(key)}
    </Button>
  );
  const { step } = item;
  const told = [
    step &&
      s('stepOf', {
        number: step.number ?? '–',
        steps: item.steps,
        name: text(step.name) || s('stepName', { number: step.number ?? '–' }),
      }),
    item.exit && (text(item.exit.name) || item.exit.key),
    item.why && s(`why_${item.why}`),
  ];
  return (
    <li className={css.run}>
      <div className={kit.row}>
        <StateTag colour={colours[item.state]}>{s(`state_${item.state}`)}</StateTag>
        <strong className={kit.grow}>
          {item.title === null ? (
            s('hidden')
          ) : (
            <Link to={paths.record(app, entity, item.record)}>{item.title}</Link>
          )}
        </strong>
        {item.may_change && item.state === 'running' && verb('pause')}
        {item.may_change && item.state === 'paused' && verb('resume')}
        {item.may_change && item.step && verb('skip')}
        {item.may_change && item.ended_at === null && verb('stop')}
        <Button small look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {s('history')}
        </Button>
      </div>
      <div className="caption muted">
        {clauses(told.filter(Boolean))}
        {item.due_at && item.state === 'running' && (
          <>
            {' · '}
            <DateTimeText value={item.due_at} />
          </>
        )}
        {item.ended_at && (
          <>
            {' · '}
            <RelativeTime value={item.ended_at} />
          </>
        )}
      </div>
      {item.error && <div className={`${kit.bad} ${css.lines}`}>{item.error}</div>}
      {open && <History app={app} id={item.id} />}
    </li>
  );
}

function History({ app, id }: { app: string; id: string }) {
  const s = sequenceWords.use();
  const text = useText();
  const { data } = useQuery({
    queryKey: ['sequence', app, 'events', id],
    queryFn: ({ signal }) => api.get<EnrolmentHistory>(appPath(app, `/enrolments/${id}/events`), { signal }),
    retry: false,
  });
  return (
    <ol className={css.times}>
      {data?.items.map((one, at) => (
        <li key={at}>
          <DateTimeText value={one.at} />
          <span>
            {s(`event_${one.kind}`, { step: one.step ? text(one.step.name) || one.step.key : '' })}
            {one.person && ` ${s('by', { name: one.person.name })}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
