import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import type { FlowDocument, FlowNode } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, ChoiceInput, ManyInput, Part, TextInput } from '../kit/controls';
import { Approvers } from './Approvers';
import { FieldRights } from './FieldRights';
import { isHuman, setRejection } from './flowChanges';
import type { RejectionWay } from './flowChanges';
import { Limits } from './Limits';
import { Phrases } from './Phrases';
import { WithDecision } from './WithDecision';
import { flowWords } from './words';

export interface NodePropertiesProps {
  handle: DocumentHandle<FlowDocument>;
  node: FlowNode;
  change: (recipe: (node: FlowNode) => void, merge?: string) => void;
}

const helping = ['transfer', 'delegate', 'add_before', 'add_after'] as const;

/** A node where people act: who, how many, what they may do, how long they have, and which fields they fill in. */
export function ApprovalProperties(props: NodePropertiesProps) {
  const { handle, node, change } = props;
  const w = flowWords.use();
  const { documents } = useDocuments(handle.app, 'entity');
  const { documents: forms } = useDocuments(handle.app, 'form');
  return (
    <>
      <Part title={w(node.kind === 'handle' ? 'whoWorks' : 'who')}>
        <Approvers
          handle={handle}
          name={node.name}
          rules={node.who ?? []}
          needed
          weights={node.mode === 'ratio'}
          onChange={(rules) =>
            change((target) => {
              target.who = rules;
            })
          }
        />
        <HowMany {...props} />
        <WhoElse {...props} />
      </Part>
      <Verbs {...props} />
      <Limits handle={handle} node={node} />
      <Phrases
        phrases={node.phrases ?? []}
        onChange={(phrases) =>
          change((target) => assign(target, 'phrases', phrases.length > 0 ? phrases : undefined), 'phrases')
        }
      />
      <WithDecision node={node} change={change} />
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

function HowMany({ node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const handles = node.kind === 'handle';
  return (
    <>
      <ChoiceInput
        label={w('mode')}
        value={node.mode ?? 'all'}
        onChange={(mode) =>
          change((target) => {
            target.mode = mode;
            assign(target, 'ratio', mode === 'ratio' ? (target.ratio ?? 60) : undefined);
            if (mode !== 'any') delete target.any_reject;
          })
        }
        options={(['all', 'any', 'ratio'] as const).map((value) => ({
          value,
          label: w(handles ? `handled_${value}` : `mode_${value}`),
        }))}
      />
      {node.mode === 'ratio' && (
        <TextInput
          label={w('ratio')}
          type="number"
          help={w('ratioHelp')}
          value={String(node.ratio ?? '')}
          onChange={(value) =>
            change((target) => {
              target.ratio = Math.max(1, Math.min(100, Number(value) || 1));
            }, 'ratio')
          }
        />
      )}
      {node.mode === 'any' && !handles && (
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
        label={w('order')}
        value={node.order ?? 'parallel'}
        onChange={(order) =>
          change((target) => assign(target, 'order', order === 'parallel' ? undefined : order))
        }
        options={(['parallel', 'sequential'] as const).map((value) => ({
          value,
          label: w(`order_${value}`),
        }))}
      />
      <CheckInput
        label={w('claim')}
        help={w('claimHelp')}
        value={node.claim}
        onChange={(on) => change((target) => assign(target, 'claim', on || undefined))}
      />
    </>
  );
}

function WhoElse({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const named = Array.isArray(node.fallback);
  return (
    <>
      <ChoiceInput
        label={w('fallback')}
        value={named ? 'people' : ((node.fallback as string | undefined) ?? 'flow_admin')}
        onChange={(value) =>
          change((target) => {
            target.fallback = value === 'people' ? [{ role: '' }] : value;
          })
        }
        options={(['flow_admin', 'people', 'auto_pass', 'stop'] as const).map((value) => ({
          value,
          label: w(`fallback_${value}`),
        }))}
      />
      {Array.isArray(node.fallback) && (
        <Approvers
          handle={handle}
          name={node.name}
          rules={node.fallback}
          needed
          onChange={(rules) =>
            change((target) => {
              target.fallback = rules;
            })
          }
        />
      )}
      <ChoiceInput
        label={w('initiator')}
        value={node.initiator ?? 'superior'}
        onChange={(value) =>
          change((target) => {
            target.initiator = value;
          })
        }
        options={(['superior', 'department_head', 'self', 'skip'] as const).map((value) => ({
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
        options={(['off', 'consecutive', 'instance'] as const).map((value) => ({
          value,
          label: w(`samePerson_${value}`),
        }))}
      />
    </>
  );
}

function Verbs({ handle, node, change }: NodePropertiesProps) {
  const w = flowWords.use();
  const text = useText();
  const own =
    node.kind === 'handle' ? (['complete', 'return'] as const) : (['approve', 'reject', 'return'] as const);
  const verbs = node.verbs ?? [...own];
  const people = handle.document.nodes.filter((each) => isHuman(each.kind) && each.key !== node.key);
  const called = people.map((each) => ({ value: each.key, label: text(each.name) || each.key }));
  return (
    <Part title={w('verbs')}>
      {[...own, ...helping].map((verb) => (
        <CheckInput
          key={verb}
          label={w(`verb_${verb}`)}
          disabled={verb === 'approve' || verb === 'complete'}
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
        <>
          <ChoiceInput
            label={w('reject')}
            value={node.reject ?? 'edge'}
            onChange={(way) => handle.change((draft) => setRejection(draft, node.key, way as RejectionWay))}
            options={(['end', 'initiator', 'previous', 'node', 'edge'] as const).map((value) => ({
              value,
              label: w(`reject_${value}`),
            }))}
          />
          {node.reject === 'node' && (
            <ChoiceInput
              label={w('rejectTo')}
              value={node.reject_to}
              onChange={(to) => change((target) => assign(target, 'reject_to', to || undefined))}
              options={called}
            />
          )}
        </>
      )}
      {verbs.includes('return') && (
        <>
          <ChoiceInput
            label={w('returnTo')}
            value={Array.isArray(node.return_to) ? 'some' : 'any'}
            onChange={(value) =>
              change((target) => assign(target, 'return_to', value === 'any' ? undefined : ['initiator']))
            }
            options={(['any', 'some'] as const).map((value) => ({ value, label: w(`returnTo_${value}`) }))}
          />
          {Array.isArray(node.return_to) && (
            <ManyInput
              bare
              label={w('returnTargets')}
              value={node.return_to}
              onChange={(targets) => change((target) => assign(target, 'return_to', targets))}
              options={[
                { value: 'initiator', label: w('returnInitiator') },
                { value: 'previous', label: w('returnPrevious') },
                ...called,
              ]}
            />
          )}
          <ChoiceInput
            label={w('afterReturn')}
            value={node.after_return ?? 'replay'}
            onChange={(value) =>
              change((target) => assign(target, 'after_return', value === 'replay' ? undefined : value))
            }
            options={(['replay', 'jump_back'] as const).map((value) => ({
              value,
              label: w(`afterReturn_${value}`),
            }))}
          />
        </>
      )}
      <ChoiceInput
        label={w('peopleOnReturn')}
        value={node.people_on_return ?? 'resolve'}
        onChange={(value) =>
          change((target) => assign(target, 'people_on_return', value === 'resolve' ? undefined : value))
        }
        options={(['resolve', 'same'] as const).map((value) => ({
          value,
          label: w(`peopleOnReturn_${value}`),
        }))}
      />
      <TextInput
        label={w('remindLimit')}
        type="number"
        placeholder={w('remindUnlimited')}
        value={node.remind_limit === undefined ? '' : String(node.remind_limit)}
        onChange={(value) =>
          change(
            (target) =>
              assign(
                target,
                'remind_limit',
                value === '' ? undefined : Math.max(0, Math.min(100, Math.round(Number(value)) || 0)),
              ),
            'remind',
          )
        }
      />
    </Part>
  );
}
