import { useText } from '@/i18n';
import type { FlowDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, ChoiceInput, Part } from '../kit/controls';
import { lead, leadTo, nodeOf, outcomesOf, setOutcome, START, targetsFor } from './flowChanges';
import { flowWords } from './words';

/** Where a node leads when it is done. */
export function Ways({ handle, nodeKey }: { handle: DocumentHandle<FlowDocument>; nodeKey: string }) {
  const w = flowWords.use();
  const text = useText();
  const flow = handle.document;
  const optional = nodeKey === START ? [] : outcomesOf(nodeOf(flow, nodeKey)?.kind ?? 'end');
  const ways = flow.edges.map((edge, at) => ({ edge, at })).filter(({ edge }) => edge.from === nodeKey);
  return (
    <Part title={w('ways')}>
      {ways.map(({ edge, at }) => (
        <ChoiceInput
          key={at}
          label={edge.on ? w(`on_${edge.on}` as 'on_approved') : w('next')}
          value={edge.to}
          onChange={(to) => handle.change((draft) => leadTo(draft, at, to))}
          options={targetsFor(flow, nodeKey).map((node) => ({
            value: node.key,
            label: text(node.name) || node.key,
          }))}
        />
      ))}
      {!ways.some(({ edge }) => !edge.on || edge.on === 'approved') && (
        <ChoiceInput
          label={w('next')}
          value={undefined}
          empty="–"
          onChange={(to) => to && handle.change((draft) => lead(draft, nodeKey, to))}
          options={targetsFor(flow, nodeKey).map((node) => ({
            value: node.key,
            label: text(node.name) || node.key,
          }))}
        />
      )}
      {optional.map((on) => (
        <CheckInput
          key={on}
          label={w(`own_${on}` as 'own_error')}
          value={ways.some(({ edge }) => edge.on === on)}
          onChange={(wanted) => handle.change((draft) => setOutcome(draft, nodeKey, on, wanted))}
        />
      ))}
    </Part>
  );
}
