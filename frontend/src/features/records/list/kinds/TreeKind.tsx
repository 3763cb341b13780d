import { CaretDownFilled, CaretRightFilled, HolderOutlined } from '@ant-design/icons';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AggregateRow, FieldDescription, RecordItem } from '@/api/types';
import { quote } from '@/expressions/conditions';
import { fieldOf, titleOf, valueOf } from '@/fields';
import { useText } from '@/i18n';
import { Button, DataTable, EmptyState, ErrorState, TableSkeleton, toast, useIsPhone } from '@/ui';
import type { Band, Column } from '@/ui';
import { FlatTable } from '../FlatTable';
import { fetchRecords } from '../batches';
import { fieldsFor } from '../columnValue';
import { listWords } from '../listWords';
import { marksOf, toneOf } from '../marks';
import { askPage } from '../queries';
import type { ListQuestion } from '../queries';
import { heightOf } from '../rowHeights';
import { useTableColumns } from '../tableColumns';
import { useColumnMenu } from '../useColumnMenu';
import { mayChange, useChange } from '../useChange';
import { sortOf, sortText } from '../useListState';
import { namesOwn } from './kind';
import type { KindProps } from './kind';
import { MoveBelowDialog } from './MoveBelowDialog';
import own from './tree.module.css';
import { standsBelow, stepped } from './treeMoves';
import type { Node } from './treeMoves';
import { useTreeDrag } from './useTreeDrag';

const PAGE = 100;
const DEEPEST = 20;

interface Branch {
  items: RecordItem[];
  next: string | null;
  below: Record<string, number>;
}

/** A page of records below one, with how many stand below each of them: two questions. */
async function branchOf(
  question: ListQuestion,
  parent: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Branch> {
  const page = await askPage(question, signal, cursor, PAGE);
  if (page.items.length === 0) return { items: [], next: null, below: {} };
  const { rows } = await api.post<{ rows: AggregateRow[] }>(
    recordsPath(question.app, question.entity, '/aggregate'),
    {
      group: [parent],
      measures: { n: 'COUNT()' },
      filter: `${parent} IN (${page.items.map(({ id }) => quote(id)).join(', ')})`,
      limit: PAGE,
    },
    { signal },
  );
  return {
    items: page.items,
    next: page.next ?? null,
    below: Object.fromEntries(rows.map((row) => [String(row.group[0]), Number(row.values.n ?? 0)])),
  };
}

/** Records below each other, opened branch by branch; while one searches, what is found stands flat. */
export function TreeKind(props: KindProps) {
  const { type, view, filter, search, batch } = props;
  const t = listWords.use();
  const phone = useIsPhone();
  const parent =
    fieldOf(type, view.parent_field ?? '') ??
    type.fields.find((field) => field.type === 'tree_parent' && namesOwn(type, field)) ??
    type.fields.find((field) => field.readable && namesOwn(type, field));
  if (!parent) return <EmptyState text={t('notOffered')} />;
  // A filter may leave out what stands above: then the tree has no way down to what is found.
  const searching = search !== '' || batch !== '' || filter !== (view.filter ?? '');
  return searching ? <FlatTable {...props} groups={[]} phone={phone} /> : <Tree {...props} above={parent} />;
}

/** Moves of a record below another: by mouse and finger, by keys, and by name; each can be undone. */
function useTreeMoves(props: KindProps & { above: FieldDescription }, onMoved: (below: string) => void) {
  const { app, type, edits, above: field } = props;
  const t = listWords.use();
  const { change } = useChange(app, type, edits);
  const titled = (record: RecordItem) => titleOf(record, type.title);

  /** The server keeps trees free of rings; a plain reference to the same list it would let point in a ring. */
  const isRing = async (record: RecordItem, below: string) => {
    if (field.type === 'tree_parent') return false;
    let at: string | null = below;
    for (let step = 0; at !== null && step < DEEPEST; step += 1) {
      if (at === record.id) return true;
      const [found]: RecordItem[] = await fetchRecords(app.key, type.key, [at], [field.key]);
      const next = found ? valueOf(found, field.key) : null;
      at = typeof next === 'string' ? next : null;
    }
    return false;
  };
  const place = async (record: RecordItem, below: string | null, label: string) => {
    if (valueOf(record, field.key) === below || !mayChange(record, field)) return;
    const names = { title: titled(record), above: label };
    if (below !== null && (await isRing(record, below))) {
      toast(t('treeRing', names), { bad: true });
      return;
    }
    const say = below === null ? t('treeAtTop', names) : t('treeMoved', names);
    if (below !== null) onMoved(below);
    await change(record, field, { [field.key]: below }, say);
  };
  return { place, titled };
}

function Tree(props: KindProps & { above: FieldDescription }) {
  const { app, type, view, columns, choice, filter, sort, above: field, edits, onRows } = props;
  const parent = field.key;
  const t = listWords.use();
  const text = useText();
  const client = useQueryClient();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [pages, setPages] = useState<Record<string, number>>({});
  const question: ListQuestion = {
    app: app.key,
    entity: type.key,
    filter: '',
    sort,
    search: '',
    ...fieldsFor(type, columns, [parent]),
    marks: marksOf(view.colours),
  };
  const asks: {
    queryKey: readonly unknown[];
    queryFn: (asked: { signal: AbortSignal }) => Promise<Branch>;
  }[] = [];
  const nodes: Node[] = [];
  const placed = new Set<string>();
  const walk = (above: string | null, level: number) => {
    const own = above === null ? `ISBLANK(${parent}.id)` : `${parent} = ${quote(above)}`;
    const asked = { ...question, filter: filter ? `(${filter}) AND ${own}` : own };
    let cursor: string | undefined;
    for (let page = 0; page < (pages[above ?? ''] ?? 1); page += 1) {
      const from = cursor;
      const queryKey = [...keys.records(app.key, type.key), 'branch', asked, from ?? ''];
      asks.push({ queryKey, queryFn: ({ signal }) => branchOf(asked, parent, from, signal) });
      const found = client.getQueryData<Branch>(queryKey);
      if (!found) {
        if (level > 1) nodes.push({ key: `${above}/loading`, level });
        return;
      }
      for (const record of found.items) {
        // While branches are asked anew one by one, a record that was moved may be in two of them.
        if (placed.has(record.id)) continue;
        placed.add(record.id);
        const below = found.below[record.id] ?? 0;
        const isOpen = below > 0 && open.has(record.id);
        nodes.push({ key: record.id, level, record, below, open: below > 0 ? isOpen : undefined });
        if (isOpen && level < DEEPEST) walk(record.id, level + 1);
      }
      cursor = found.next ?? undefined;
      if (!cursor) return;
    }
    const more = above ?? '';
    nodes.push({
      key: `${more}/more`,
      level,
      onMore: () => setPages((before) => ({ ...before, [more]: (before[more] ?? 1) + 1 })),
    });
  };
  walk(null, 1);
  // What is found is read above, where it is not seen to be: each answer draws the tree anew.
  const told: ('data' | 'error' | 'isPending')[] = ['data', 'error', 'isPending'];
  const answers = useQueries({
    queries: asks.map((ask) => ({ ...ask, staleTime: 15_000, notifyOnChangeProps: told })),
  });
  const failed = answers.find((answer) => answer.error);
  const names = nodes.map(({ key }) => key).join();
  const rows = useMemo(
    () => nodes.flatMap(({ record }) => record ?? []),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [names],
  );
  useEffect(() => onRows(rows), [onRows, rows]);
  const plain = useTableColumns({ app: app.key, type, columns, choice, edits });
  const menu = useColumnMenu({ type, columns, choice, onSort: props.onSort });
  const toggle = (id: string) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const openBranch = (id: string) =>
    setOpen((before) => (before.has(id) ? before : new Set([...before, id])));
  const { place, titled } = useTreeMoves(props, openBranch);
  const [asked, ask] = useState<RecordItem | null>(null);
  // After a move the keys go on with the record that was moved.
  const moved = useRef<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!moved.current) return;
    const handle = frame.current?.querySelector<HTMLElement>(`[data-node="${moved.current}"] [data-handle]`);
    if (!handle || handle === document.activeElement) return;
    handle.focus();
  }, [names]);
  const refused = (id: string, over: string | null | undefined) =>
    typeof over === 'string' &&
    standsBelow(
      nodes,
      nodes.findIndex(({ record }) => record?.id === over),
      id,
    );
  const recordAt = (id: string | null) => nodes.find(({ record }) => record?.id === id)?.record;
  const drag = useTreeDrag((id, over) => {
    const record = recordAt(id);
    const target = recordAt(over);
    if (!record || over === id) return;
    if (refused(id, over))
      toast(t('treeRing', { title: titled(record), above: target ? titled(target) : '' }), { bad: true });
    else void place(record, over, target ? titled(target) : '');
  }, openBranch);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.altKey ? { ArrowLeft: -1 as const, ArrowRight: 1 as const }[event.key] : undefined;
    const row = (event.target as HTMLElement).closest('[role="row"]');
    const at = Number(row?.getAttribute('aria-rowindex') ?? 0) - 2;
    const record = nodes[at]?.record;
    if (by === undefined || !record) return;
    event.preventDefault();
    event.stopPropagation();
    const found = stepped(nodes, at, by);
    if (!found) {
      toast(t(by === 1 ? 'treeNoDeeper' : 'treeNoHigher', { title: titled(record) }), { bad: true });
      return;
    }
    moved.current = record.id;
    void place(record, found.above?.id ?? null, found.above ? titled(found.above) : '');
  };
  const { carried } = drag;
  const shown = plain.map((column, at): Column<Node> => ({
    ...column,
    render: ({ record, level, below, open: isOpen }) => {
      if (!record) return null;
      const cell = column.render(record);
      if (at > 0) return cell;
      const title = titleOf(record, type.title);
      const Mark = isOpen ? CaretDownFilled : CaretRightFilled;
      return (
        <span
          className={own.node}
          style={{ paddingInlineStart: (level - 1) * 20 }}
          data-node={record.id}
          data-over={
            carried?.over === record.id ? (refused(carried.id, record.id) ? 'refused' : 'taken') : undefined
          }
        >
          {below ? (
            <button
              type="button"
              className={own.nodeMark}
              aria-expanded={isOpen}
              aria-label={t(isOpen ? 'treeFold' : 'treeOpen', { title })}
              onClick={() => toggle(record.id)}
            >
              <Mark aria-hidden />
            </button>
          ) : (
            <span className={own.nodeMark} />
          )}
          {cell}
          {below ? <span className="muted caption figures">{below}</span> : null}
          {mayChange(record, field) && (
            <button
              type="button"
              data-handle
              className={own.handle}
              aria-label={t('treeMove', { title })}
              title={t('treeHelp')}
              onPointerDown={(event) => drag.start(record.id, event)}
              onClick={() => drag.wasCarried() || ask(record)}
            >
              <HolderOutlined aria-hidden />
            </button>
          )}
        </span>
      );
    },
    edit: column.edit ? ({ record }, close) => (record ? column.edit?.(record, close) : null) : undefined,
    canEdit: ({ record }) => Boolean(record && (column.canEdit?.(record) ?? true)),
  }));
  const bandOf = ({ record, level, onMore }: Node): Band | null =>
    record
      ? null
      : {
          level,
          label: onMore ? (
            <Button small look="quiet" onClick={onMore}>
              {t('moreInGroup')}
            </Button>
          ) : (
            <span className="muted" role="status">
              {t('loadingGroup')}
            </span>
          ),
        };
  if (failed && nodes.length === 0) return <ErrorState error={failed.error} />;
  if (answers[0]?.isPending) return <TableSkeleton />;
  if (nodes.length === 0) return props.empty;
  const lifted = carried && recordAt(carried.id);
  return (
    <div className={own.tree} ref={frame} onKeyDownCapture={onKeyDown}>
      {lifted && (
        <>
          <div className={own.top} data-top data-over={carried.over === null || undefined}>
            {t('treeTop')}
          </div>
          <div
            className={own.carried}
            style={{ insetInlineStart: carried.x + 12, insetBlockStart: carried.y + 8 }}
          >
            {titled(lifted)}
          </div>
        </>
      )}
      {asked && (
        <MoveBelowDialog
          app={app.key}
          parent={field}
          record={asked}
          title={titled(asked)}
          onMove={(below, label) => {
            ask(null);
            void place(asked, below, label);
          }}
          onClose={() => ask(null)}
        />
      )}
      <DataTable
        label={text(type.name)}
        rows={nodes}
        columns={shown}
        rowKey={({ key }) => key}
        rowHeight={heightOf(choice.density)}
        bandOf={bandOf}
        placeOf={({ level, open: isOpen }) => ({ level, open: isOpen })}
        sort={sortOf(sort)}
        onSort={(next) => props.onSort(sortText(next))}
        onOpen={({ record }) => record && props.onOpen(record)}
        onResize={(key, width) => choice.change({ widths: { ...choice.widths, [key]: width } })}
        toneOf={
          view.colours
            ? ({ record }, column) => (record ? toneOf(view.colours, record, column) : undefined)
            : undefined
        }
        columnMenu={menu}
      />
    </div>
  );
}
