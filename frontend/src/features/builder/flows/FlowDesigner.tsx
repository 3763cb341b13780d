import { PlayCircleOutlined } from '@ant-design/icons';
import { useMemo, useState } from 'react';
import { copiedAlong, copiedItems, copyItems } from '@/canvas/clipboard';
import { segments } from '@/canvas/pointers';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { toast } from '@/ui/toast';
import type { FlowDocument, FlowEdge, FlowNode } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import data from '../data/data.module.css';
import kit from '../kit/kit.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import {
  branchOf,
  insertOnEdge,
  insertPiece,
  isSplit,
  newNode,
  nodeOf,
  outgoing,
  pieceOf,
  removeEdge,
  removeNode,
  START,
} from './flowChanges';
import type { Piece } from './flowChanges';
import { DRAGGED, FlowCanvas } from './FlowCanvas';
import { FlowHead } from './FlowHead';
import { FlowProperties } from './FlowProperties';
import { FlowTrial } from './FlowTrial';
import { flowDiff } from './flowDiff';
import { nodeIcons } from './nodeIcons';
import { usePublishedFlow, VersionChoice } from './VersionChoice';
import { flowWords } from './words';

const groups = [
  { key: 'people', kinds: ['approve', 'handle', 'cc'] },
  { key: 'ways', kinds: ['exclusive', 'parallel', 'inclusive'] },
  { key: 'time', kinds: ['timer', 'wait'] },
  { key: 'acts', kinds: ['action', 'decision', 'sub_flow'] },
  { key: 'rest', kinds: ['end', 'note'] },
] as const;

export function FlowDesigner() {
  return (
    <ElementPage kind="flow" place="flows" actions={(handle) => handle && <FlowHead handle={handle} />}>
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
  const [trying, setTrying] = useState(false);
  const [compared, setCompared] = useState<number | null>(null);
  const before = usePublishedFlow(handle.app, handle.document.key, compared);
  const other = compared === null ? undefined : before.data?.document;
  const diff = useMemo(() => (other ? flowDiff(flow, other) : undefined), [flow, other]);
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
  const insert = (made: FlowNode, place = edgeFor()) => {
    handle.change((draft) => insertOnEdge(draft, place, made));
    setAt(null);
    setPicking(false);
    select(made.key);
  };
  /** What is selected with all that belongs to it: a node, or a whole branch. */
  const pieceAt = (): Piece => {
    if (node) return pieceOf(flow, node);
    const at = selected?.startsWith('edge:') ? Number(selected.slice(5)) : -1;
    return branchOf(flow, at);
  };
  const put = (piece: Piece) => {
    let made: string | undefined;
    handle.change((draft) => {
      made = insertPiece(draft, edgeFor(), structuredClone(piece));
    });
    setAt(null);
    if (made) select(made);
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
        (edge.on === 'rejected' ||
          edge.on === 'error' ||
          (isSplit(flow, edge.from) && !edge.default && !edge.on && outgoing(flow, edge.from).length > 2))
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
      const piece = pieceAt();
      if (piece.nodes.length === 0) return;
      copyItems('flow-node', piece.nodes, piece.edges);
      toast(t('copied'));
    },
    onPaste: () => {
      const nodes = copiedItems<FlowNode>('flow-node');
      if (nodes.length === 0) return toast(t('nothingToPaste'));
      put({ nodes, edges: (copiedAlong('flow-node') as FlowEdge[] | undefined) ?? [] });
      toast(t('pasted', { count: nodes.length }));
    },
    onDuplicate: () => {
      if (node) put(pieceOf(flow, node));
    },
  });
  const tile = (kind: FlowNode['kind']) => (
    <button
      key={kind}
      type="button"
      className={data.tile}
      style={{ marginBottom: 4 }}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED, kind)}
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
            {groups.map((group) => (
              <div key={group.key} role="group" aria-label={w(`group_${group.key}`)}>
                <p className="muted caption">{w(`group_${group.key}`)}</p>
                {group.kinds.map(tile)}
              </div>
            ))}
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
            diff={diff}
            tools={
              <>
                <Button small icon={<PlayCircleOutlined aria-hidden />} onClick={() => setTrying(true)}>
                  {w('trial')}
                </Button>
                <VersionChoice app={handle.app} value={compared} onChange={setCompared} />
                {before.error !== null && compared !== null && <span role="status">{w('changesNew')}</span>}
                {diff?.nodes.size === 0 && diff.edges.size === 0 && (
                  <span role="status">{w('changesNone')}</span>
                )}
              </>
            }
            onDrop={(index, kind) => insert(newNode(flow, kind), index)}
          />
        }
        properties={
          <FlowProperties handle={handle} selected={selected} onSelect={select} onRemove={remove} />
        }
      />
      {trying && <FlowTrial app={handle.app} flow={flow} onClose={() => setTrying(false)} />}
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
            {groups.flatMap((group) =>
              group.kinds
                .filter((kind) => kind !== 'note')
                .map((kind) => (
                  <Button
                    key={kind}
                    data-focus={kind === 'approve' ? '' : undefined}
                    icon={nodeIcons[kind]}
                    onClick={() => insert(newNode(flow, kind))}
                    style={{ justifyContent: 'flex-start' }}
                  >
                    {w(kind)}
                  </Button>
                )),
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}
