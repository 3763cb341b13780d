import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { keys } from '@/api/queries';
import type { StoredFile } from '@/api/types';
import { useText } from '@/i18n';
import type { ReadingChoice } from '@/sheets';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { draftApi, draftKeys } from '../draft/api';
import type { EntityDocument } from '../draft/documents';
import { flushAll } from '../draft/store';
import { proposalWords } from './words';

export interface MadeOfProps {
  app: string;
  entity: EntityDocument;
  file: StoredFile | null;
  rows: number;
  reading: ReadingChoice;
  /** How many documents the entity brought into the draft or changed there. */
  own: number;
  onClose: () => void;
}

/** The entity is made: what comes next, its rows above all. */
export function MadeOf({ app, entity, file, rows, reading, own, onClose }: MadeOfProps) {
  const w = proposalWords.use();
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const plan = useQuery({
    queryKey: draftKeys.plan(app),
    queryFn: async () => {
      await flushAll(app);
      return draftApi.plan(app);
    },
    enabled: file !== null,
    staleTime: 0,
    retry: false,
  });
  const { problems = [], steps = [], summary } = plan.data ?? {};
  const blocked = problems.some((each) => each.severity !== 'warning') || steps.some((step) => step.accept);
  const others = summary ? summary.added + summary.changed + summary.removed - own : 0;
  const bring = async () => {
    if (!plan.data || !file) return;
    setBusy(true);
    setError(null);
    try {
      await draftApi.publish(app, { plan: plan.data.hash, accept: [] });
      await client.invalidateQueries({ queryKey: draftKeys.all(app) });
      await client.invalidateQueries({ queryKey: keys.app(app) });
      await client.invalidateQueries({ queryKey: keys.me });
      void navigate(paths.list(app, entity.key), { state: { imported: { file, reading } } });
    } catch (problem) {
      setError(problem);
      setBusy(false);
      await plan.refetch();
    }
  };
  const count = Object.keys(entity.schema.properties).length;
  return (
    <Dialog
      title={w('madeTitle', { name: text(entity.name) || entity.key })}
      onClose={onClose}
      width={520}
      footer={
        <>
          <Button onClick={() => void navigate(paths.build(app, `/data/${entity.key}`))}>{w('open')}</Button>
          {file && blocked && (
            <Button look="primary" onClick={() => void navigate(paths.build(app, '/versions'))}>
              {w('toPlan')}
            </Button>
          )}
          {file && !blocked && (
            <Button look="primary" busy={busy} disabled={!plan.data} onClick={() => void bring()}>
              {w('publishAndImport')}
            </Button>
          )}
        </>
      }
    >
      {(error ?? plan.error) != null && <ErrorState error={error ?? plan.error} />}
      <p>{w('madeText', { count })}</p>
      {file && <p>{w('rowsText', { count: rows, file: file.name })}</p>}
      {file && blocked && <p role="status">{w('blocked')}</p>}
      {file && !blocked && others > 0 && <p role="status">{w('others', { count: others })}</p>}
    </Dialog>
  );
}
