import { Select } from '@/ui/Select';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { recordsPath, useApp } from '@/api/queries';
import type { RecordPage, Run } from '@/api/types';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { useDebounced } from '@/ui/useDebounced';
import { appPath } from '../draft/api';
import kit from '../kit/kit.module.css';
import { RunLine } from './RunsPanel';
import { ruleWords } from './words';

/** What the published rule would do to a record now; nothing is kept. */
export function TryRule({ app, rule, entity }: { app: string; rule: string; entity: string }) {
  const r = ruleWords.use();
  const problemText = useProblemText();
  const [search, setSearch] = useState('');
  const [record, setRecord] = useState<string>();
  const [run, setRun] = useState<Run | null>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const still = useDebounced(search);
  const title = useApp(app).data?.entities[entity]?.title;
  const records = useQuery({
    queryKey: ['try-records', app, entity, still],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, entity), { signal, query: { limit: 20, search: still } }),
    enabled: Boolean(title),
    retry: false,
  });
  if (!title) return null;
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
        <Select
          aria-label={r('tryRecord')}
          showSearch
          filterOption={false}
          style={{ flex: 1, minWidth: 0 }}
          placeholder={r('tryRecord')}
          value={record ?? null}
          onSearch={setSearch}
          onChange={(id: string | null) => setRecord(id ?? undefined)}
          options={(records.data?.items ?? []).map((item) => ({
            value: item.id,
            label: String(item.values[title] ?? item.id),
          }))}
        />
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
