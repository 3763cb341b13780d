import { useState } from 'react';
import { copiedItems, copyItems } from '@/canvas/clipboard';
import { segments } from '@/canvas/pointers';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { toast } from '@/ui/toast';
import type { FlowDocument, FlowNode } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import data from '../data/data.module.css';
import kit from '../kit/kit.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import { BpmnMenu } from './BpmnMenu';
import {
  copied,
  insertOnEdge,
  isBranch,
  newNode,
  nodeOf,
  outgoing,
  removeEdge,
  removeNode,
  START,
} from './flowChanges';
import { FlowCanvas, nodeIcons } from './FlowCanvas';
import { FlowProperties } from './FlowProperties';
import { RunningLink } from './running/RunningLink';
import { flowWords } from './words';

const kinds: FlowNode['kind'][] = ['approve', 'exclusive', 'action', 'end'];

export function FlowDesigner() {
  return (
    <ElementPage
      kind="flow"
      place="flows"
      actions={(handle) =>
        handle && (
          <>
            <RunningLink handle={handle} />
            <BpmnMenu handle={handle} />
          </>
        )
      }
    >
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

function Designer({ handle }: { handle: DocumentHandle<FlowDocument> }) {
  const t = words.use();
  const w = flowWords.use();
  const text = useText();
  const flow = handle.document;
  const [selected, select] = useSelection((pointer) => {
    const [first, second] = segments(pointer);
    if (first === 'nodes') return flow.nodes[Number(second)]?.key ?? null;
    if (first === 'edges') return `edge:${second}`;
    return first === 'start' ? START : 'flow';
  }, true);
  const [at, setAt] = useState<number | null>(null);
  const [picking, setPicking] = useState(false);
  const node = selected ? nodeOf(flow, selected) : undefined;

  /** The edge on which a new node stands: the chosen one, the one out of the selected node, the last before the end. */
  const edgeFor = (): number => {
    if (at !== null && flow.edges[at]) return at;
    if (selected?.startsWith('edge:')) return Number(selected.slice(5));
    const own = selected && (selected === START || node) ? outgoing(flow, selected)[0] : undefined;
    if (own) return flow.edges.indexOf(own);
    const end = flow.nodes.find((each) => each.kind === 'end');
    return flow.edges.findLastIndex((edge) => edge.to === end?.key && edge.on !== 'rejected');
  };
  const insert = (made: FlowNode) => {
    const place = edgeFor();
    handle.change((draft) => insertOnEdge(draft, place, made));
    setAt(null);
    setPicking(false);
    select(made.key);
  };
  const remove = () => {
    if (node) {
      handle.change((draft) => removeNode(draft, node.key));
      select(null);
    } else if (selected?.startsWith('edge:')) {
      const index = Number(selected.slice(5));
      const edge = flow.edges[index];
      if (
        edge &&
        (edge.on === 'rejected' || (isBranch(flow, edge) && outgoing(flow, edge.from).length > 2))
      ) {
        handle.change((draft) => removeEdge(draft, index));
        select(null);
      }
    }
  };
  useDesignerKeys({
    onDelete: remove,
    onEscape: () => {
      setAt(null);
      select(null);
    },
    onCopy: () => {
      if (node) {
        copyItems('flow-node', [node]);
        toast(t('copied'));
      }
    },
    onPaste: () => {
      const items = copiedItems<FlowNode>('flow-node');
      if (items.length === 0) return toast(t('nothingToPaste'));
      for (const each of items) insert(copied(flow, each));
      toast(t('pasted', { count: items.length }));
    },
    onDuplicate: () => {
      if (node) insert(copied(flow, node));
    },
  });
  const tile = (kind: FlowNode['kind']) => (
    <button
      key={kind}
      type="button"
      className={data.tile}
      style={{ marginBottom: 4 }}
      onClick={() => insert(newNode(flow, kind))}
    >
      {nodeIcons[kind]} {w(kind)}
    </button>
  );
  return (
    <>
      <DesignerFrame
        selected={selected}
        wide
        palette={
          <div className={data.palette}>
            {kinds.map(tile)}
            <p className="muted caption">{w('insertHint')}</p>
          </div>
        }
        outline={
          <ul className={data.tree}>
            <li>
              <button
                type="button"
                aria-current={selected === 'flow' || selected === null}
                onClick={() => select('flow')}
              >
                {text(flow.name) || flow.key}
              </button>
            </li>
            <li>
              <button type="button" aria-current={selected === START} onClick={() => select(START)}>
                {nodeIcons.start} {w('start')}
              </button>
            </li>
            {flow.nodes.map((each) => (
              <li key={each.key}>
                <button type="button" aria-current={selected === each.key} onClick={() => select(each.key)}>
                  {nodeIcons[each.kind]} <span className="truncate">{text(each.name) || w(each.kind)}</span>
                </button>
              </li>
            ))}
          </ul>
        }
        canvas={
          <FlowCanvas
            handle={handle}
            selected={selected}
            at={at}
            onSelect={(id) => {
              setAt(null);
              select(id);
            }}
            onEdge={(index) => {
              setAt(index);
              setPicking(true);
            }}
          />
        }
        properties={
          <FlowProperties handle={handle} selected={selected} onSelect={select} onRemove={remove} />
        }
      />
      {picking && (
        <Dialog
          title={w('insertAt')}
          width={320}
          onClose={() => {
            setPicking(false);
            setAt(null);
          }}
        >
          <div className={kit.stack} style={{ gap: 8 }}>
            {kinds.map((kind) => (
              <Button
                key={kind}
                icon={nodeIcons[kind]}
                onClick={() => insert(newNode(flow, kind))}
                style={{ justifyContent: 'flex-start' }}
              >
                {w(kind)}
              </Button>
            ))}
          </div>
        </Dialog>
      )}
    </>
  );
}
