import { ExperimentOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { api } from '@/api/client';
import { newId } from '@/canvas/ids';
import { hasEnded, useJobToEnd } from '@/api/job';
import { useApp } from '@/api/queries';
import type { SimulationResult, SimulationStarted, TestProposal } from '@/api/types';
import { Button } from '@/ui/Button';
import { ErrorState } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { appPath } from '../draft/api';
import type { RuleDocument, TestDocument, TestedDocument, TestedKind } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ChoiceInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { RecordPick } from '../kit/RecordPick';
import { SimulationShown } from './SimulationShown';
import { simulationWords } from './simulationWords';
import { FOLDERS } from './keptTests';
import { testWords } from './testWords';
import css from './rules.module.css';

const WAYS: Record<TestedKind, readonly ('record' | 'filter' | 'days')[]> = {
  rule: ['record', 'filter', 'days'],
  table: ['record', 'filter'],
  scorecard: ['record', 'filter'],
};

interface SimulationPanelProps {
  kind: TestedKind;
  handle: DocumentHandle<TestedDocument>;
  /** The columns of a table, by their labels. */
  columns?: string[];
  /** What its outputs are called, by key. */
  outputs?: Record<string, string>;
}

/** What the document of the draft would do: to a record, to those that meet a condition, for what happened lately. */
export function SimulationPanel({ kind, handle, columns, outputs }: SimulationPanelProps) {
  const w = simulationWords.use();
  const kept = testWords.use();
  const [way, setWay] = useState<'record' | 'filter' | 'days'>('record');
  const [record, setRecord] = useState<string>();
  const [filter, setFilter] = useState<string>();
  const [days, setDays] = useState('30');
  const [found, setFound] = useState<SimulationResult | null>(null);
  const [started, setStarted] = useState<string | null>(null);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const job = useJobToEnd(started);
  const running = job !== undefined && !hasEnded(job);
  const { app, document } = handle;
  const live = useApp(app).data;
  if (!live?.entities[document.entity]) return null;
  const result = started ? ((job?.state === 'done' ? job.result : null) as SimulationResult | null) : found;
  const asked =
    way === 'record' ? { record } : way === 'filter' ? { filter: filter ?? null } : { days: Number(days) };
  const start = async () => {
    setBusy(true);
    setError(undefined);
    setStarted(null);
    setFound(null);
    try {
      await handle.save();
      const answer = await api.post<SimulationStarted>(appPath(app, '/simulations'), {
        kind,
        key: document.key,
        ...asked,
      });
      setFound(answer.result);
      setStarted(answer.job);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  /** The record is simulated anew: what is expected is what comes of it as the document is now. */
  const keep = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await handle.save();
      const path = `/${FOLDERS[kind]}/${encodeURIComponent(document.key)}/test-proposal`;
      const found = (await api.post<TestProposal>(appPath(app, path), { record })) as Omit<
        TestDocument,
        'id' | 'name'
      >;
      const { outcome, score } = found.expect;
      const count = (document.tests ?? []).length + 1;
      const said = (lng: string) =>
        `${kind === 'scorecard' ? kept('name_score', { lng, score }) : kept(`name_${kind}_${outcome ?? 'done'}`, { lng })} (${count})`;
      handle.change((draft) => {
        (draft.tests ??= []).push({ ...found, id: newId(), name: { en: said('en'), zh: said('zh') } });
      });
      toast(kept('kept'));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const scheduled = kind === 'rule' && Boolean((document as RuleDocument).on?.schedule);
  const ready = way === 'record' ? Boolean(record) : way === 'days' ? Number(days) >= 1 : true;
  return (
    <section className={css.block} aria-label={w('title')}>
      <h2>{w('title')}</h2>
      <p className="muted caption">
        {w('help')}
        {scheduled && ` ${w('timeNotAsked')}`}
      </p>
      <div className={kit.stack}>
        <ChoiceInput
          label={w('on')}
          value={way}
          onChange={(next) => setWay(next as typeof way)}
          options={WAYS[kind]
            .filter((value) => !scheduled || value !== 'days')
            .map((value) => ({ value, label: w(`on_${value}`) }))}
        />
        {way === 'record' && (
          <RecordPick
            app={app}
            entity={document.entity}
            label={w('record')}
            value={record}
            onChange={setRecord}
          />
        )}
        {way === 'filter' && (
          <DraftCondition
            app={app}
            entity={document.entity}
            context="filter"
            label={w('filter')}
            value={filter}
            onChange={setFilter}
          />
        )}
        {way === 'days' && (
          <TextInput
            label={w('days')}
            type="number"
            value={days}
            onChange={(next) => setDays(next.replace(/\D/g, '').slice(0, 2))}
          />
        )}
        <span className={kit.row}>
          <Button disabled={!ready || running} busy={busy} onClick={() => void start()}>
            {w('start')}
          </Button>
          {running && (
            <>
              <progress
                max={job.progress.total ?? undefined}
                value={job.progress.done}
                aria-label={w('title')}
              />
              <span role="status" className="caption">
                {w('running', { done: job.progress.done, total: job.progress.total ?? '…' })}
              </span>
              <Button small look="quiet" onClick={() => void api.post(`/jobs/${job.id}/cancel`, {})}>
                {w('cancel')}
              </Button>
            </>
          )}
        </span>
        {error !== undefined && <ErrorState error={error} />}
        {error === undefined && job?.error && (
          <span className={kit.bad} role="alert">
            {job.error}
          </span>
        )}
        {way === 'record' && record && found && (
          <span>
            <Button small icon={<ExperimentOutlined aria-hidden />} busy={busy} onClick={() => void keep()}>
              {kept('keep')}
            </Button>
          </span>
        )}
        {result && (
          <SimulationShown
            app={live}
            kind={kind}
            entity={document.entity}
            result={result}
            columns={columns ?? []}
            outputs={outputs ?? {}}
          />
        )}
      </div>
    </section>
  );
}
