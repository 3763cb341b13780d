import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '@/api/client';
import { Problem } from '@/api/problem';
import type { components } from '@/api/schema';
import { currentLanguage, useText } from '@/i18n';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { TextField } from '@/ui/Inputs';
import { Skeleton } from '@/ui/Skeletons';
import { shareText, spanText } from './figures';
import css from './figures.module.css';
import { figuresWords } from './words';

type FlowAnalytics = components['schemas']['FlowAnalytics'];

interface Period {
  from: string;
  to: string;
}

export interface FlowFiguresProps {
  app: string;
  flow: string;
}

/** How the requests of a flow went in a period: times at each step, what is overdue, who has how much to do. */
export function FlowFigures({ app, flow }: FlowFiguresProps) {
  const f = figuresWords.use();
  const problemText = useProblemText();
  const [period, setPeriod] = useState<Partial<Period>>({});
  const figures = useQuery({
    queryKey: ['flow-analytics', app, flow, period.from, period.to],
    queryFn: ({ signal }) =>
      api.get<FlowAnalytics>(`/apps/${encodeURIComponent(app)}/flows/${encodeURIComponent(flow)}/analytics`, {
        signal,
        query: { ...period },
      }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const data = figures.data;
  const unpublished = figures.error instanceof Problem && figures.error.status === 404;
  const refused = figures.error instanceof Problem && figures.error.status === 422;
  if (unpublished) return <p className="muted">{f('unpublished')}</p>;
  if (figures.error && !refused)
    return <ErrorState error={figures.error} onRetry={() => void figures.refetch()} />;
  return (
    <>
      <div className={css.period}>
        <TextField
          type="date"
          label={f('from')}
          value={period.from ?? data?.from ?? ''}
          onChange={(from) => setPeriod((before) => ({ ...before, from: from || undefined }))}
          error={refused ? problemText(figures.error) : undefined}
        />
        <TextField
          type="date"
          label={f('to')}
          value={period.to ?? data?.to ?? ''}
          onChange={(to) => setPeriod((before) => ({ ...before, to: to || undefined }))}
        />
      </div>
      {data ? !refused && <Figures data={data} /> : <Skeleton height={160} />}
    </>
  );
}

function Figures({ data }: { data: FlowAnalytics }) {
  const f = figuresWords.use();
  const text = useText();
  const span = (seconds: number | null) => spanText(seconds, currentLanguage());
  const { total } = data;
  if (total.started === 0) return <p className="muted">{f('none')}</p>;
  const ends = (['started', 'running', 'approved', 'rejected', 'withdrawn', 'terminated'] as const).filter(
    (name) => name === 'started' || total[name] > 0,
  );
  return (
    <>
      <section className={css.sheet} aria-label={f('total')}>
        <dl className={css.totals}>
          {ends.map((name) => (
            <Total key={name} label={f(name)} value={total[name]} />
          ))}
          <Total label={f('mean')} value={span(total.mean)} />
          <Total label={f('p90')} value={span(total.p90)} />
          <Total label={f('rework')} value={shareText(total.rework)} />
        </dl>
      </section>
      <Table
        title={f('steps')}
        heads={[f('step'), f('done'), f('open'), f('mean'), f('p90'), f('overdue'), f('stepRework')]}
        rows={data.nodes.map((one) => [
          text(one.name) || one.node,
          one.done,
          one.open,
          span(one.mean),
          span(one.p90),
          one.overdue,
          shareText(one.rework),
        ])}
      />
      <Table
        title={f('people')}
        heads={[f('person'), f('open'), f('overdue'), f('decided'), f('personMean')]}
        rows={data.people.map((one) => [one.person.name, one.open, one.overdue, one.decided, span(one.mean)])}
      />
      <p className="muted caption">{f('seen')}</p>
    </>
  );
}

function Total({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div>
      <dt className="muted caption">{label}</dt>
      <dd className="figures">{value}</dd>
    </div>
  );
}

function Table({ title, heads, rows }: { title: string; heads: string[]; rows: ReactNode[][] }) {
  return (
    <section className={css.sheet} aria-label={title}>
      <div className={css.head}>
        <h2>{title}</h2>
      </div>
      <div className={css.scroll} tabIndex={0} role="group" aria-label={title}>
        <table className={css.table}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...rest], at) => (
              <tr key={at}>
                <th scope="row">{first}</th>
                {rest.map((cell, place) => (
                  <td key={place} className="figures">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
