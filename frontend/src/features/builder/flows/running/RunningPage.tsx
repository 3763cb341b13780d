import { ArrowRightOutlined, BranchesOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { hasEnded, useJobToEnd } from '@/api/job';
import { Problem } from '@/api/problem';
import type { Job } from '@/api/types';
import { useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { Button, LinkButton } from '@/ui/Button';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { DateTimeText } from '@/ui/display';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Select } from '@/ui/Select';
import { Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { BuilderPage } from '../../shell/BuilderPage';
import { words } from '../../words';
import { runningApi, useVersions, versionsKey } from './api';
import type { FlowVersions, MigrationBatch, MigrationVerdict, OlderVersion, VersionNode } from './api';
import css from './running.module.css';
import { runningWords } from './words';

const START = 'start';

/** The requests that run in older versions of a flow: which step becomes which, a trial, the move, and back. */
export function RunningPage() {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const r = runningWords.use();
  const text = useText();
  const versions = useVersions(app, key);
  const unpublished = versions.error instanceof Problem && versions.error.status === 404;
  return (
    <BuilderPage
      crumbs={[
        { label: t('flows'), to: paths.build(app, '/flows') },
        { label: text(versions.data?.name) || key, to: paths.build(app, `/flows/${key}`) },
        { label: r('running') },
      ]}
    >
      <div className={css.page}>
        {unpublished ? (
          <EmptyState
            icon={<BranchesOutlined />}
            text={r('unpublished')}
            action={<LinkButton to={paths.build(app, '/versions')}>{r('toPublish')}</LinkButton>}
          />
        ) : versions.error ? (
          <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
        ) : versions.data ? (
          <Versions app={app} flow={key} data={versions.data} />
        ) : (
          <Skeleton height={160} />
        )}
      </div>
    </BuilderPage>
  );
}

function Versions({ app, flow, data }: { app: string; flow: string; data: FlowVersions }) {
  const r = runningWords.use();
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: versionsKey(app, flow) });
  const [started, setStarted] = useState<string | null>(null);
  const job = useJobToEnd(started, refresh);
  const busy = job !== undefined && !hasEnded(job);
  return (
    <>
      {job && <JobTold job={job} />}
      {data.older.length === 0 && (
        <EmptyState
          icon={<BranchesOutlined />}
          text={data.version === null ? r('noneYet') : sentences([r('allPresent'), r('allPresentWhen')])}
          action={<LinkButton to={paths.build(app, `/flows/${flow}/figures`)}>{r('toFigures')}</LinkButton>}
          link={<Link to={paths.build(app, `/flows/${flow}`)}>{r('toFlow')}</Link>}
        />
      )}
      {data.older.map((older) => (
        <Older
          key={`${older.version}-${data.version ?? 0}`}
          app={app}
          flow={flow}
          older={older}
          nodes={data.nodes}
          busy={busy}
          onStarted={setStarted}
        />
      ))}
      {data.batches.length > 0 && (
        <section className={css.sheet} aria-label={r('past')}>
          <div className={css.head}>
            <h2>{r('past')}</h2>
          </div>
          {data.batches.map((batch) => (
            <Batch key={batch.job} app={app} flow={flow} batch={batch} busy={busy} onStarted={setStarted} />
          ))}
        </section>
      )}
    </>
  );
}

function JobTold({ job }: { job: Job }) {
  const r = runningWords.use();
  const count = (name: string) => Number((job.result as Record<string, unknown> | null)?.[name] ?? 0);
  if (!hasEnded(job))
    return (
      <div role="status">
        <p>{r('moving', { done: job.progress.done, total: job.progress.total ?? '…' })}</p>
        <progress max={job.progress.total ?? undefined} value={job.progress.done} aria-label={r('move')} />
      </div>
    );
  return (
    <p role="status">
      {job.state !== 'done'
        ? r('failed', { why: job.error ?? '' })
        : job.kind === 'migrate_flow'
          ? r('moved', { count: count('moved'), refused: count('refused') })
          : r('reverted', { count: count('reverted'), left: count('left') })}
    </p>
  );
}

interface OlderProps {
  app: string;
  flow: string;
  older: OlderVersion;
  nodes: VersionNode[];
  busy: boolean;
  onStarted: (job: string) => void;
}

interface Tried {
  items: MigrationVerdict[];
  next: string | null;
}

function Older({ app, flow, older, nodes, busy, onStarted }: OlderProps) {
  const r = runningWords.use();
  const text = useText();
  const problemText = useProblemText();
  const [plan, setPlan] = useState<Record<string, string>>(older.plan);
  const [tried, setTried] = useState<Tried | null>(null);
  const [trying, setTrying] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const named = (node: VersionNode | undefined, key: string) =>
    key === START ? r('start') : text(node?.name) || key;
  const name = (key: string) =>
    named(
      older.nodes.find((node) => node.key === key),
      key,
    );
  const check = async (after?: string) => {
    setTrying(true);
    setError(null);
    try {
      const page = await runningApi.check(app, flow, older.version, plan, after);
      setTried((before) => ({
        items: after && before ? [...before.items, ...page.items] : page.items,
        next: page.next,
      }));
    } catch (problem) {
      setError(problem);
    } finally {
      setTrying(false);
    }
  };
  const pick = (from: string, to: string | undefined) => {
    setTried(null);
    setPlan((before) => {
      const next = Object.fromEntries(Object.entries(before).filter(([key]) => key !== from));
      return to ? { ...next, [from]: to } : next;
    });
  };
  const taken = new Set(Object.values(plan));
  const title = r('version', { version: older.version });
  return (
    <section className={css.sheet} aria-label={title}>
      <div className={css.head}>
        <h2>{title}</h2>
        <span className="muted">
          {r('requests', { count: older.running })} · <DateTimeText value={older.at} />
        </span>
      </div>
      <div className={css.body}>
        <p className="muted">{r('planHelp')}</p>
        <div className={css.plan}>
          <strong>{r('step', { version: older.version })}</strong>
          <span />
          <strong>{r('becomes')}</strong>
          {older.nodes
            .filter((node) => node.key !== START)
            .map((node) => (
              <PlanLine
                key={node.key}
                name={name(node.key)}
                label={r('becomesOf', { name: name(node.key) })}
                nothing={r(nodes.some(({ kind }) => kind === node.kind) ? 'nothing' : 'noneOfKind')}
                value={plan[node.key]}
                onChange={(to) => pick(node.key, to)}
                options={nodes
                  .filter(
                    (other) =>
                      other.kind === node.kind && (other.key === plan[node.key] || !taken.has(other.key)),
                  )
                  .map((other) => ({ value: other.key, label: named(other, other.key) }))}
              />
            ))}
        </div>
        <div className={css.buttons}>
          <Button busy={trying} onClick={() => void check()}>
            {r('tryIt')}
          </Button>
          <ConfirmButton
            look="primary"
            title={r('move')}
            text={r('moveText', { version: older.version })}
            confirm={r('move')}
            disabled={busy || !tried?.items.some((item) => item.allowed)}
            onConfirm={async () => {
              onStarted((await runningApi.move(app, flow, older.version, plan)).job);
              setTried(null);
            }}
          >
            {r('move')}
          </ConfirmButton>
        </div>
        {error !== null && <p role="alert">{problemText(error)}</p>}
      </div>
      {tried && (
        <div role="region" aria-label={r('tried')} aria-live="polite">
          {tried.items.map((item) => (
            <Verdict key={item.instance} app={app} item={item} name={name} />
          ))}
          {tried.next && (
            <div className={css.body}>
              <Button busy={trying} onClick={() => void check(tried.next ?? undefined)}>
                {r('more')}
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

interface PlanLineProps {
  name: string;
  label: string;
  nothing: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  onChange: (to: string | undefined) => void;
}

function PlanLine({ name, label, nothing, value, options, onChange }: PlanLineProps) {
  return (
    <>
      <span>{name}</span>
      <ArrowRightOutlined aria-hidden className="muted" />
      <Select
        aria-label={label}
        value={value ?? ''}
        options={[{ value: '', label: nothing }, ...options]}
        onChange={(to) => onChange(to || undefined)}
        style={{ width: '100%' }}
      />
    </>
  );
}

interface VerdictProps {
  app: string;
  item: MigrationVerdict;
  name: (key: string) => string;
}

function Verdict({ app, item, name }: VerdictProps) {
  const r = runningWords.use();
  return (
    <div className={css.line}>
      <span>
        <Link to={paths.record(app, item.entity, item.record)}>{item.title || item.record}</Link>{' '}
        <span className="muted caption">
          {item.initiator.name} · {item.steps.map(name).join(' · ')}
        </span>
      </span>
      <StateTag colour={item.allowed ? 'green' : 'amber'}>{item.allowed ? r('mayGo') : r('stays')}</StateTag>
      {item.objections.length > 0 && (
        <ul className={css.reasons}>
          {item.objections.map((one) => (
            <li key={`${one.code} ${one.node}`}>
              {name(one.node)}: {one.message}
            </li>
          ))}
        </ul>
      )}
      {item.required.length > 0 && (
        <span className="muted caption">{r('required', { fields: item.required.join(' · ') })}</span>
      )}
    </div>
  );
}

interface BatchProps {
  app: string;
  flow: string;
  batch: MigrationBatch;
  busy: boolean;
  onStarted: (job: string) => void;
}

function Batch({ app, flow, batch, busy, onStarted }: BatchProps) {
  const r = runningWords.use();
  return (
    <div className={css.line}>
      <span>
        {r('batch', { from: batch.from, to: batch.to })}{' '}
        <span className="muted caption">
          {r('requests', { count: batch.moved })} · <DateTimeText value={batch.at} /> ·{' '}
          {r('by', { name: batch.person.name })}
        </span>
      </span>
      {batch.revertible > 0 ? (
        <ConfirmButton
          small
          disabled={busy}
          title={r('revertTitle')}
          text={r('revertText', { version: batch.from })}
          confirm={r('revertTitle')}
          onConfirm={async () => onStarted((await runningApi.revert(app, flow, batch.job)).job)}
        >
          {r('revert', { count: batch.revertible })}
        </ConfirmButton>
      ) : (
        <span />
      )}
    </div>
  );
}
