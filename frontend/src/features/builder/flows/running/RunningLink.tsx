import { figuresWords } from '@/flows/figures/words';
import { LinkButton } from '@/ui/Button';
import { paths } from '@/ui/paths';
import type { FlowDocument } from '../../draft/documents';
import type { DocumentHandle } from '../../draft/store';
import { runningWords } from './words';

/** The ways from a flow to the requests that run in it, and to how they went. */
export function RunningLink({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const r = runningWords.use();
  const f = figuresWords.use();
  const path = `/flows/${handle.document.key}`;
  return (
    <>
      <LinkButton to={paths.build(handle.app, `${path}/figures`)}>{f('figures')}</LinkButton>
      <LinkButton to={paths.build(handle.app, `${path}/running`)}>{r('running')}</LinkButton>
    </>
  );
}
