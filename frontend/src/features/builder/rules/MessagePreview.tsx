import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { recordsPath, useApp } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import type { components } from '@/api/schema';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { Select } from '@/ui/Select';
import { useDebounced } from '@/ui/useDebounced';
import { appPath } from '../draft/api';
import type { Text } from '../draft/documents';
import kit from '../kit/kit.module.css';
import { ruleWords } from './words';

type Filled = components['schemas']['MessagePreview'];

const written = (text: Text | undefined) =>
  Object.fromEntries(Object.entries(text ?? {}).filter(([, each]) => each));

/** A message as its readers would get it for a record that one chooses; nothing is sent. */
export function MessagePreview({
  app,
  entity,
  subject,
  body,
}: {
  app: string;
  entity: string;
  subject: Text | undefined;
  body: Text | undefined;
}) {
  const r = ruleWords.use();
  const problemText = useProblemText();
  const [search, setSearch] = useState('');
  const [record, setRecord] = useState<string>();
  const still = useDebounced(search);
  const title = useApp(app).data?.entities[entity]?.title;
  const records = useQuery({
    queryKey: ['try-records', app, entity, still],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, entity), { signal, query: { limit: 20, search: still } }),
    enabled: Boolean(title),
    retry: false,
  });
  const preview = useMutation({
    mutationFn: () =>
      api.post<Filled>(appPath(app, '/messages/preview'), {
        entity,
        record,
        subject: written(subject),
        body: written(body),
      }),
  });
  if (!title) return null;
  return (
    <div className={kit.stack} style={{ gap: 6 }} role="group" aria-label={r('preview')}>
      <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
        <Select
          aria-label={r('previewRecord')}
          showSearch
          filterOption={false}
          style={{ flex: 1, minWidth: 0 }}
          placeholder={r('previewRecord')}
          value={record ?? null}
          onSearch={setSearch}
          onChange={(id: string | null) => setRecord(id ?? undefined)}
          options={(records.data?.items ?? []).map((item) => ({
            value: item.id,
            label: String(item.values[title] ?? item.id),
          }))}
        />
        <Button disabled={!record} busy={preview.isPending} onClick={() => preview.mutate()}>
          {r('preview')}
        </Button>
      </div>
      {preview.error && (
        <span className={kit.bad} role="alert">
          {problemText(preview.error)}
        </span>
      )}
      {preview.data &&
        (['zh', 'en'] as const)
          .filter((language) => preview.data.subject?.[language] ?? preview.data.body?.[language])
          .map((language) => (
            <div key={language} className={kit.card} style={{ padding: 10 }} lang={language}>
              <strong>{preview.data.subject?.[language]}</strong>
              <p style={{ margin: '4px 0 0', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {preview.data.body?.[language]}
              </p>
            </div>
          ))}
    </div>
  );
}
