import { ArrowUpOutlined, PlusOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import type { FlowDocument, FlowEdge, FlowNode } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { CheckInput, ChoiceInput, Part, RemoveButton, TextPair } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { ActionProperties } from './ActionProperties';
import { AlsoTold } from './AlsoTold';
import { ApprovalProperties } from './ApprovalProperties';
import type { NodePropertiesProps } from './ApprovalProperties';
import { Approvers } from './Approvers';
import {
  addBranch,
  lacksDefault,
  isHuman,
  isSplit,
  joins,
  leadTo,
  nodeOf,
  raiseBranch,
  takeOtherwise,
  removeEdge,
  START,
  targetsFor,
} from './flowChanges';
import { flowWords } from './words';
import { Ways } from './Ways';
import {
  CopyProperties,
  DecisionProperties,
  SubFlowProperties,
  TimerProperties,
  WaitProperties,
} from './OtherProperties';
import { StartProperties } from './StartProperties';

export interface FlowPropertiesProps {
  handle: DocumentHandle<FlowDocument>;
  selected: string | null;
  onSelect: (id: string | null) => void;
  onRemove: () => void;
}

export function FlowProperties({ handle, selected, onSelect, onRemove }: FlowPropertiesProps) {
  const w = flowWords.use();
  const flow = handle.document;
  if (selected === START) return <StartProperties handle={handle} />;
  if (selected?.startsWith('edge:')) {
    const at = Number(selected.slice(5));
    const edge = flow.edges[at];
    if (edge)
      return (
        <Part title={w('branches')}>
          <ProblemsAt problems={handle.open.problems} at={`/edges/${at}`} />
          <Way handle={handle} at={at} edge={edge} onRemoved={() => onSelect(edge.from)} />
        </Part>
      );
  }
  const node = selected ? nodeOf(flow, selected) : undefined;
  if (!node) return <WholeFlow handle={handle} />;
  const index = flow.nodes.indexOf(node);
  const Other = OTHERS[node.kind];
  const change = (recipe: (node: FlowNode) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = nodeOf(draft, node.key);
        if (target) recipe(target);
      },
      { merge: merge && `${node.key}.${merge}` },
    );
  return (
    <>
      <Part title={w(node.kind)} extra={<RemoveButton label={w('removeNode')} onClick={onRemove} />}>
        <ProblemsAt problems={handle.open.problems} at={`/nodes/${index}`} />
        <TextPair
          label={w('nodeName')}
          value={node.name}
          onChange={(name) => change((target) => assign(target, 'name', name), 'name')}
        />
        {node.kind === 'end' && (
          <CheckInput
            label={w('terminate')}
            help={w('terminateHelp')}
            value={node.terminate}
            onChange={(on) => change((target) => assign(target, 'terminate', on || undefined))}
          />
        )}
        {node.kind === 'end' && (
          <ChoiceInput
            label={w('result')}
            value={node.result}
            empty={w('result_')}
            onChange={(result) => change((target) => assign(target, 'result', result))}
            options={(['approved', 'rejected'] as const).map((value) => ({
              value,
              label: w(`result_${value}`),
            }))}
          />
        )}
      </Part>
      {isHuman(node.kind) && (
        <ApprovalProperties key={node.key} handle={handle} node={node} change={change} />
      )}
      {node.kind === 'action' && (
        <ActionProperties key={node.key} handle={handle} node={node} change={change} />
      )}
      {Other && <Other key={node.key} handle={handle} node={node} change={change} />}
      {node.kind === 'exclusive' || (joins(node.kind) && isSplit(flow, node.key)) ? (
        <Branches handle={handle} node={node} />
      ) : (
        node.kind !== 'end' && node.kind !== 'note' && <Ways handle={handle} nodeKey={node.key} />
      )}
    </>
  );
}

const OTHERS: Partial<Record<FlowNode['kind'], (props: NodePropertiesProps) => ReactNode>> = {
  cc: CopyProperties,
  timer: TimerProperties,
  wait: WaitProperties,
  decision: DecisionProperties,
  sub_flow: SubFlowProperties,
};

function Branches({ handle, node }: { handle: DocumentHandle<FlowDocument>; node: FlowNode }) {
  const w = flowWords.use();
  const flow = handle.document;
  const ways = flow.edges
    .map((edge, at) => ({ edge, at }))
    .filter(({ edge }) => edge.from === node.key)
    .sort((one, other) => Number(one.edge.default ?? false) - Number(other.edge.default ?? false));
  return (
    <Part
      title={w(
        node.kind === 'exclusive' ? 'branches' : node.kind === 'parallel' ? 'branchesAll' : 'branchesAny',
      )}
      extra={
        <Button
          small
          icon={<PlusOutlined aria-hidden />}
          onClick={() => handle.change((draft) => addBranch(draft, node.key))}
        >
          {w('addBranch')}
        </Button>
      }
    >
      {ways.map(({ edge, at }, index) => (
        <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
          <ProblemsAt problems={handle.open.problems} at={`/edges/${at}`} />
          <Way
            handle={handle}
            at={at}
            edge={edge}
            first={index === 0}
            removable={!edge.default && ways.length > 2}
          />
        </div>
      ))}
    </Part>
  );
}

function Way({
  handle,
  at,
  edge,
  first,
  removable,
  onRemoved,
}: {
  handle: DocumentHandle<FlowDocument>;
  at: number;
  edge: FlowEdge;
  first?: boolean;
  removable?: boolean;
  onRemoved?: () => void;
}) {
  const w = flowWords.use();
  const text = useText();
  const flow = handle.document;
  const change = (recipe: (edge: FlowEdge) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.edges[at];
        if (target) recipe(target);
      },
      { merge: merge && `edge.${at}.${merge}` },
    );
  const plain = nodeOf(flow, edge.from)?.kind === 'parallel';
  const number = flow.edges.slice(0, at + 1).filter((one) => one.from === edge.from && !one.default).length;
  const name = edge.default ? w('otherwise') : text(edge.label) || w('aBranch', { number });
  return (
    <>
      <div className={kit.row}>
        <strong className={kit.grow}>{name}</strong>
        {first === false && !edge.default && (
          <Button
            small
            look="quiet"
            icon={<ArrowUpOutlined aria-hidden />}
            aria-label={w('moveBranch', { name })}
            onClick={() => handle.change((draft) => raiseBranch(draft, at))}
          />
        )}
        {removable && (
          <RemoveButton
            line
            label={w('removeBranch')}
            onClick={() => {
              handle.change((draft) => removeEdge(draft, at));
              onRemoved?.();
            }}
          />
        )}
      </div>
      {lacksDefault(flow, edge.from) && (
        <Button small onClick={() => handle.change((draft) => takeOtherwise(draft, at))}>
          {w('takeOtherwise')}
        </Button>
      )}
      {!edge.default && !edge.on && (
        <>
          <TextPair
            label={w('branchName')}
            value={edge.label}
            onChange={(label) => change((target) => assign(target, 'label', label), 'label')}
          />
          {!plain && (
            <DraftCondition
              app={handle.app}
              entity={flow.entity}
              context="gateway"
              label={w('branchWhen')}
              value={edge.when}
              empty={w('noCondition')}
              onChange={(when) => change((target) => assign(target, 'when', when), 'when')}
            />
          )}
        </>
      )}
      <ChoiceInput
        label={w('leadsTo')}
        value={edge.to}
        onChange={(to) => handle.change((draft) => leadTo(draft, at, to))}
        options={targetsFor(flow, edge.from).map((node) => ({
          value: node.key,
          label: text(node.name) || node.key,
        }))}
      />
    </>
  );
}

function WholeFlow({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const w = flowWords.use();
  const flow = handle.document;
  const loose = handle.open.problems.filter(
    (problem) => !/^\/(nodes|edges|start|administrators|notify_by)\//.test(problem.pointer),
  );
  return (
    <>
      <Part title={w('general')}>
        <ProblemsAt problems={loose} at="" />
        <NamePair handle={handle} label={w('flowName')} />
        <ChoiceInput
          label={w('withdraw')}
          value={flow.withdraw ?? 'before_first_decision'}
          onChange={(withdraw) =>
            handle.change((draft) => {
              draft.withdraw = withdraw;
            })
          }
          options={(['before_first_decision', 'until_end', 'never'] as const).map((value) => ({
            value,
            label: w(`withdraw_${value}`),
          }))}
        />
        <ChoiceInput
          label={w('view')}
          help={w('viewHelp')}
          value={flow.view ?? 'latest'}
          onChange={(view) =>
            handle.change((draft) => assign(draft, 'view', view === 'snapshot' ? view : undefined))
          }
          options={(['latest', 'snapshot'] as const).map((value) => ({ value, label: w(`view_${value}`) }))}
        />
      </Part>
      <Part title={w('administrators')}>
        <p className="muted caption">{w('administratorsHelp')}</p>
        <ProblemsAt problems={handle.open.problems} at="/administrators" />
        <Approvers
          handle={handle}
          name={flow.name}
          rules={flow.administrators ?? []}
          onChange={(rules) =>
            handle.change((draft) => assign(draft, 'administrators', rules.length ? rules : undefined))
          }
        />
      </Part>
      <AlsoTold handle={handle} />
      <DocumentTools handle={handle} />
    </>
  );
}
