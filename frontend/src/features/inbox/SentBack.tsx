import { flowWords } from '@/flows';
import type { FlowInstance } from '@/flows';
import { returnedTo } from '@/flows/progress';
import { words } from './words';

/** What whoever asked is told of a request that came back: by whom, why, and what to do. */
export function SentBack({ instance }: { instance: FlowInstance }) {
  const t = words.use();
  const f = flowWords.use();
  const returned = returnedTo(instance);
  return (
    <>
      {returned && (
        <>
          {f('returnedBy', { name: returned.by ?? f('system') })}{' '}
          {returned.comment && <q>{returned.comment}</q>}
          <br />
        </>
      )}
      {t('sentBack')}
    </>
  );
}
