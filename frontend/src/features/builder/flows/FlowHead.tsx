import { BarChartOutlined, EllipsisOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useNavigate } from 'react-router';
import { figuresWords } from '@/flows/figures/words';
import { MenuButton } from '@/ui/MenuButton';
import { paths } from '@/ui/paths';
import { useIsPhone } from '@/ui/useMedia';
import type { FlowDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { BpmnMenu, useBpmn } from './BpmnMenu';
import { RunningLink } from './running/RunningLink';
import { runningWords } from './running/words';
import { flowWords } from './words';

/** What leads on from a flow: its figures, the requests that run in it, BPMN files; on a phone, in one menu. */
export function FlowHead({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  return useIsPhone() ? (
    <InOneMenu handle={handle} />
  ) : (
    <>
      <RunningLink handle={handle} />
      <BpmnMenu handle={handle} />
    </>
  );
}

function InOneMenu({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const w = flowWords.use();
  const f = figuresWords.use();
  const r = runningWords.use();
  const navigate = useNavigate();
  const { entries, dialog } = useBpmn(handle);
  const lead = (place: string) =>
    void navigate(paths.build(handle.app, `/flows/${handle.document.key}/${place}`));
  return (
    <>
      <MenuButton
        label={w('moreOfFlow')}
        iconOnly
        look="plain"
        entries={[
          {
            key: 'figures',
            label: f('figures'),
            icon: <BarChartOutlined aria-hidden />,
            onSelect: () => lead('figures'),
          },
          {
            key: 'running',
            label: r('running'),
            icon: <PlayCircleOutlined aria-hidden />,
            onSelect: () => lead('running'),
          },
          ...entries,
        ]}
      >
        <EllipsisOutlined aria-hidden />
      </MenuButton>
      {dialog}
    </>
  );
}
