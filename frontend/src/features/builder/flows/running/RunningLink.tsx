import { LinkButton } from '@/ui/Button';
import { paths } from '@/ui/paths';
import type { FlowDocument } from '../../draft/documents';
import type { DocumentHandle } from '../../draft/store';
import { runningWords } from './words';

/** The way from a flow to the requests that run in it. */
export function RunningLink({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const r = runningWords.use();
  return (
    <LinkButton to={paths.build(handle.app, `/flows/${handle.document.key}/running`)}>
      {r('running')}
    </LinkButton>
  );
}
