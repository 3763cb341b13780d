import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { counted, hasEnded, useJobToEnd } from '@/api/job';
import { Button } from '@/ui/Button';
import { appPath } from '../draft/api';
import { CheckInput } from '../kit/controls';
import { setSetting } from './entityChanges';
import { useField } from './typeField';
import type { TypeSettingsProps } from './typeField';
import { dataWords } from './words';

interface StoredField {
  entity: string;
  field: string;
  filled: boolean;
  job: string | null;
}

const storedKey = (app: string) => ['stored-fields', app] as const;

/** Whether a computed value is kept in its records; of a published one, how far it is filled. */
export function StoredSettings(props: TypeSettingsProps) {
  const d = dataWords.use();
  const { own, change } = useField(props);
  return (
    <>
      <CheckInput
        label={d('stored')}
        help={d('storedHelp')}
        value={own.stored ?? false}
        onChange={(stored) => change((target) => setSetting(target, 'stored', stored || undefined))}
      />
      {own.stored && <Published {...props} />}
    </>
  );
}

function Published({ handle, fieldKey }: TypeSettingsProps) {
  const d = dataWords.use();
  const client = useQueryClient();
  const { app } = handle;
  const entity = handle.document.key;
  const all = useQuery({
    queryKey: storedKey(app),
    queryFn: ({ signal }) => api.get<{ items: StoredField[] }>(appPath(app, '/stored-fields'), { signal }),
  });
  const found = all.data?.items.find((one) => one.entity === entity && one.field === fieldKey);
  const again = useMutation({
    mutationFn: () =>
      api.post<{ job: string }>(appPath(app, '/stored-fields/recompute'), {
        fields: [{ entity, field: fieldKey }],
      }),
    onSettled: () => client.invalidateQueries({ queryKey: storedKey(app) }),
  });
  const id = found?.job ?? again.data?.job ?? null;
  const job = useJobToEnd(id, () => void client.invalidateQueries({ queryKey: storedKey(app) }));
  if (!all.data) return null;
  if (!found) return <p className="muted caption">{d('storedUnpublished')}</p>;
  const running = job !== undefined && !hasEnded(job);
  return (
    <div>
      <p className="muted caption" role="status">
        {running
          ? d('storedRunning', { done: job.progress.done, total: job.progress.total ?? '…' })
          : job?.state === 'failed'
            ? d('storedFailed', { why: job.error ?? '' })
            : job?.state === 'done'
              ? d('storedDone', {
                  records: counted(job, 'records'),
                  changed: counted(job, 'changed'),
                })
              : found.filled
                ? d('storedFilled')
                : d('storedUnfilled')}
      </p>
      {running && (
        <progress max={job.progress.total ?? undefined} value={job.progress.done} aria-label={d('stored')} />
      )}
      <Button onClick={() => again.mutate()} disabled={running || again.isPending}>
        {d('storedAgain')}
      </Button>
    </div>
  );
}
