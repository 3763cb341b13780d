import { useState } from 'react';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { Run } from '@/api/types';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { appPath } from '../draft/api';
import kit from '../kit/kit.module.css';
import { RecordPick } from './RecordPick';
import { RunLine } from './RunsPanel';
import { ruleWords } from './words';

/** What the published rule would do to a record now; nothing is kept. */
export function TryRule({ app, rule, entity }: { app: string; rule: string; entity: string }) {
  const r = ruleWords.use();
  const problemText = useProblemText();
  const [record, setRecord] = useState<string>();
  const [run, setRun] = useState<Run | null>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (!useApp(app).data?.entities[entity]?.title) return null;
  const attempt = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setRun(await api.post<Run>(appPath(app, `/rules/${encodeURIComponent(rule)}/simulate`), { record }));
    } catch (problem) {
      setRun(null);
      setError(problemText(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={kit.stack} style={{ gap: 6 }}>
      <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
        <RecordPick app={app} entity={entity} label={r('tryRecord')} value={record} onChange={setRecord} />
        <Button disabled={!record} busy={busy} onClick={() => void attempt()}>
          {r('try')}
        </Button>
      </div>
      {error && (
        <span className={kit.bad} role="alert">
          {error}
        </span>
      )}
      {run && <RunLine app={app} run={run} tried />}
    </div>
  );
}
