import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { components } from '@/api/schema';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { appPath } from '../draft/api';
import type { Text } from '../draft/documents';
import kit from '../kit/kit.module.css';
import { RecordPick } from '../kit/RecordPick';
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
  const [record, setRecord] = useState<string>();
  const title = useApp(app).data?.entities[entity]?.title;
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
        <RecordPick
          app={app}
          entity={entity}
          label={r('previewRecord')}
          value={record}
          onChange={setRecord}
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
