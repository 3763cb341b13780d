import type { FlowDocument, FlowNode } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, ChoiceInput, Part } from '../kit/controls';
import { Approvers } from './Approvers';
import { FieldRights } from './FieldRights';
import { setRejection } from './flowChanges';
import { flowWords } from './words';

export interface NodePropertiesProps {
  handle: DocumentHandle<FlowDocument>;
  node: FlowNode;
  change: (recipe: (node: FlowNode) => void, merge?: string) => void;
}

export function ApprovalProperties({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const { documents } = useDocuments(handle.app, 'entity');
  const { documents: forms } = useDocuments(handle.app, 'form');
  const verbs = node.verbs ?? ['approve', 'reject', 'return'];
  return (
    <>
      <Part title={w('who')}>
        <Approvers
          handle={handle}
          name={node.name}
          rules={node.who ?? []}
          needed
          onChange={(rules) =>
            change((target) => {
              target.who = rules;
            })
          }
        />
        <ChoiceInput
          label={w('mode')}
          value={node.mode ?? 'all'}
          onChange={(mode) =>
            change((target) => {
              target.mode = mode;
            })
          }
          options={(['all', 'any'] as const).map((value) => ({ value, label: w(`mode_${value}`) }))}
        />
        {node.mode === 'any' && (
          <ChoiceInput
            label={w('anyReject')}
            value={node.any_reject ?? 'all'}
            onChange={(value) =>
              change((target) => {
                target.any_reject = value;
              })
            }
            options={(['all', 'first'] as const).map((value) => ({ value, label: w(`anyReject_${value}`) }))}
          />
        )}
        <ChoiceInput
          label={w('fallback')}
          value={node.fallback ?? 'flow_admin'}
          onChange={(value) =>
            change((target) => {
              target.fallback = value;
            })
          }
          options={(['flow_admin', 'stop'] as const).map((value) => ({
            value,
            label: w(`fallback_${value}`),
          }))}
        />
        <ChoiceInput
          label={w('initiator')}
          value={node.initiator ?? 'superior'}
          onChange={(value) =>
            change((target) => {
              target.initiator = value;
            })
          }
          options={(['superior', 'self', 'skip'] as const).map((value) => ({
            value,
            label: w(`initiator_${value}`),
          }))}
        />
        <ChoiceInput
          label={w('samePerson')}
          value={node.same_person ?? 'off'}
          onChange={(value) =>
            change((target) => {
              target.same_person = value;
            })
          }
          options={(['off', 'consecutive'] as const).map((value) => ({
            value,
            label: w(`samePerson_${value}`),
          }))}
        />
      </Part>
      <Part title={w('verbs')}>
        {(['approve', 'reject', 'return'] as const).map((verb) => (
          <CheckInput
            key={verb}
            label={w(`verb_${verb}`)}
            disabled={verb === 'approve'}
            value={verbs.includes(verb)}
            onChange={(on) =>
              change((target) => {
                const others = verbs.filter((each) => each !== verb);
                target.verbs = on ? [...others, verb] : others;
              })
            }
          />
        ))}
        {verbs.includes('reject') && (
          <ChoiceInput
            label={w('reject')}
            value={node.reject ?? 'edge'}
            onChange={(way) => handle.change((draft) => setRejection(draft, node.key, way as 'edge'))}
            options={(['end', 'initiator', 'edge'] as const).map((value) => ({
              value,
              label: w(`reject_${value}`),
            }))}
          />
        )}
      </Part>
      <Part title={w('rights')}>
        <FieldRights
          app={handle.app}
          entity={documents[handle.document.entity]}
          forms={Object.values(forms)}
          step={node}
          onChange={change}
        />
      </Part>
    </>
  );
}
