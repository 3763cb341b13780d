import { CloseOutlined } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { api } from '@/api/client';
import type { ExpressionCompletion } from '@/api/types';
import { isSystemField } from '@/fields';
import { useLanguage, useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { kindName } from './codeCompletion';
import css from './CodeEditor.module.css';
import control from './condition.module.css';
import { useFunctions } from './functions';
import { OPERATOR_NAMES, operatorSearch } from './operatorWords';
import { openCallAt } from './syntax';
import type { ExpressionPlace } from './parse';
import { words } from './words';

export interface Inserted {
  text: string;
  /** Where one goes on inside it; at its end without one. */
  caret?: number;
}

export interface InsertPanelProps {
  place: ExpressionPlace;
  extra?: Record<string, unknown>;
  text: string;
  caret: number;
  onInsert: (inserted: Inserted) => void;
  onClose: () => void;
}

interface TreeNode {
  id: string;
  label: string;
  detail: string;
  about: string;
  search: string;
  inserted?: Inserted;
  /** The path whose names stand below it. */
  path?: string[];
  below?: TreeNode[];
}

const GROUPS = ['logic', 'maths', 'aggregates', 'text', 'dates', 'lookup', 'people', 'business'] as const;

function operatorText(operator: string): Inserted {
  if (operator === 'TRUE' || operator === 'FALSE') return { text: operator };
  if (operator === '( )') return { text: '()', caret: 1 };
  if (operator === 'NOT( )') return { text: 'NOT()', caret: 4 };
  if (operator.endsWith('( )')) {
    const text = ` ${operator.replace('( )', '()')}`;
    return { text, caret: text.length - 1 };
  }
  return { text: ` ${operator} ` };
}

/** Fields, functions and operators to be clicked into the text: a tree that is searched and walked by keys. */
export function InsertPanel({ place, extra, text, caret, onInsert, onClose }: InsertPanelProps) {
  const t = words.use();
  const say = useText();
  const language = useLanguage();
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(['fields']));
  const [at, setAt] = useState('fields');
  const tree = useRef<HTMLUListElement>(null);
  const functions = useFunctions();
  const around = place.rows ?? [];
  const paths = useMemo(
    () => ['', ...[...open].filter((id) => id.startsWith('path:')).map((id) => id.slice('path:'.length))],
    [open],
  );
  const answers = useQueries({
    queries: paths.map((path) => {
      const full = [...around, ...(path ? path.split('/') : [])];
      const { app, entity, context, draft, form } = place;
      return {
        queryKey: ['expression names', app, entity, context, draft, form, full.join('/'), language],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api.post<{ items: ExpressionCompletion[] }>(
            '/expressions/names',
            { app, entity, context, draft, form, ...extra, path: full },
            { signal },
          ),
        staleTime: 30_000,
      };
    }),
  });
  const itemsAt = new Map(paths.map((path, index) => [path, answers[index]?.data?.items]));

  /** The list on whose rows the cursor stands: `SUM(lines, |`. */
  const call = openCallAt(text, caret);
  const inside =
    call && call.argument > 0
      ? (/^\s*([A-Za-z_][\w.]*)\s*,/.exec(text.slice(call.start + call.name.length + 1))?.[1] ?? null)
      : null;

  const nameNode = (item: ExpressionCompletion, path: string, list: string | null): TreeNode => {
    const own = path ? `${path}/${item.key}` : item.key;
    const leads = item.kind === 'list' || item.kind === 'reference' || item.kind === 'prefix';
    const node: TreeNode = {
      id: leads ? `path:${own}` : `name:${own}`,
      label: item.label || item.key,
      detail: item.kind === 'field' ? item.help : kindName(item.kind),
      about: [item.insert, item.help].filter(Boolean).join(' · '),
      search: `${item.label} ${item.key}`.toLowerCase(),
      inserted: insertedOf(item, list, inside),
    };
    if (!leads) return node;
    const below = itemsAt.get(own);
    const rows = item.kind === 'list' ? item.insert : list;
    return {
      ...node,
      path: own.split('/'),
      below: open.has(node.id)
        ? ordered(below ?? [])
            .filter(isShown)
            .map((one) => nameNode(one, own, rows))
        : [],
    };
  };

  const roots: TreeNode[] = [
    {
      ...heading('fields', t('insertFields')),
      below: ordered(itemsAt.get('') ?? []).map((item) => nameNode(item, '', null)),
    },
    ...GROUPS.map((group): TreeNode => ({
      ...heading(`group:${group}`, t(`group_${group}`)),
      below: functions
        .filter((one) => one.group === group)
        .map((one) => ({
          id: `function:${one.name}`,
          label: one.name,
          detail: one.signature.slice(one.name.length),
          about: [say(one.help), one.examples[0]?.filter(Boolean).join(' → ')].filter(Boolean).join(' '),
          search: `${one.name} ${Object.values(one.help).join(' ')}`.toLowerCase(),
          inserted: {
            text: `${one.name}()`,
            caret: one.name.length + (one.signature.endsWith('()') ? 2 : 1),
          },
        })),
    })),
    {
      ...heading('operators', t('insertOperators')),
      below: OPERATOR_NAMES.map((name) => ({
        id: `operator:${name.operator}`,
        label: name.operator,
        detail: say(name),
        about: '',
        search: operatorSearch(name),
        inserted: operatorText(name.operator),
      })),
    },
  ];
  const wanted = search.trim().toLowerCase();
  const shown = wanted ? found(roots, wanted) : roots;
  const isOpen = (node: TreeNode) =>
    (wanted ? node.id === 'fields' || !node.path : false) || open.has(node.id);
  const visible = flat(shown, isOpen);
  const current = visible.find(({ id }) => id === at) ?? visible[0];

  const toggle = (node: TreeNode, to: boolean) => {
    const next = new Set(open);
    if (to) next.add(node.id);
    else next.delete(node.id);
    setOpen(next);
  };
  const go = (node: TreeNode | undefined) => {
    if (!node) return;
    setAt(node.id);
    tree.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(node.id)}"]`)?.focus();
  };
  const act = (node: TreeNode) => {
    if (node.inserted) onInsert(node.inserted);
    else toggle(node, !isOpen(node));
  };
  const onKey = (event: KeyboardEvent, node: TreeNode) => {
    const index = visible.indexOf(node);
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(visible[index + 1]),
      ArrowUp: () => go(visible[index - 1]),
      Home: () => go(visible[0]),
      End: () => go(visible.at(-1)),
      ArrowRight: () => (node.below && !isOpen(node) ? toggle(node, true) : go(visible[index + 1])),
      ArrowLeft: () =>
        isOpen(node) && node.below ? toggle(node, false) : go(parentOf(shown, node) ?? undefined),
      Enter: () => act(node),
      ' ': () => act(node),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  const nodeView = (node: TreeNode, level = 1) => (
    <li key={node.id} role="none">
      <div className={css.row}>
        <div
          className={css.node}
          role="treeitem"
          data-node={node.id}
          aria-level={level}
          aria-expanded={node.below ? isOpen(node) : undefined}
          tabIndex={node === current ? 0 : -1}
          title={node.about || undefined}
          onFocus={() => setAt(node.id)}
          onKeyDown={(event) => onKey(event, node)}
          onClick={() => (node.below ? toggle(node, !isOpen(node)) : act(node))}
        >
          <span className={css.twig} aria-hidden>
            {node.below ? (isOpen(node) ? '▾' : '▸') : ''}
          </span>
          <span className={HEADINGS.test(node.id) ? css.heading : css.name}>{node.label}</span>
          {node.detail && <span className={css.kind}>{node.detail}</span>}
        </div>
        {node.below && node.inserted && (
          <button
            type="button"
            className={css.itself}
            // The keyboard inserts it by Enter on the name.
            tabIndex={-1}
            aria-label={t('insertItself', { text: node.inserted.text })}
            title={t('insertItself', { text: node.inserted.text })}
            onClick={() => act(node)}
          >
            +
          </button>
        )}
      </div>
      {node.below && isOpen(node) && (
        <ul role="group">{node.below.map((below) => nodeView(below, level + 1))}</ul>
      )}
    </li>
  );

  return (
    <section
      className={css.insert}
      aria-label={t('insert')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <span className={control.row}>
        <span className={control.grow}>
          <input
            className={control.input}
            type="search"
            autoFocus
            aria-label={t('insertSearch')}
            placeholder={t('insertSearch')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') {
                event.preventDefault();
                go(firstChoice(visible) ?? current);
              }
              const only = firstChoice(visible);
              if (event.key === 'Enter' && wanted && only) {
                event.preventDefault();
                act(only);
              }
            }}
          />
        </span>
        <Button
          small
          look="quiet"
          icon={<CloseOutlined aria-hidden />}
          aria-label={t('insertClose')}
          onClick={onClose}
        />
      </span>
      <ul className={css.tree} role="tree" aria-label={t('insert')} ref={tree}>
        {shown.map((node) => nodeView(node))}
      </ul>
      {visible.length === 0 && <p className={css.about}>{t('insertNothing')}</p>}
      <p className={css.about} aria-live="polite">
        {current?.about}
      </p>
    </section>
  );
}

const HEADINGS = /^(fields|operators|group:.*)$/;

const heading = (id: string, label: string): TreeNode => ({ id, label, detail: '', about: '', search: '' });

/** What a click on a name writes: of a row's field outside of an aggregate, an aggregate over the list. */
function insertedOf(
  item: ExpressionCompletion,
  list: string | null,
  inside: string | null,
): Inserted | undefined {
  if (item.kind === 'prefix' && item.key !== 'parent') return undefined;
  if (item.kind === 'list') {
    const text = `COUNT(${item.insert})`;
    return list === null && inside === null ? { text } : { text: item.insert };
  }
  if (list === null || list === inside) return { text: item.insert };
  const aggregate = /number|数字/.test(item.help) ? 'SUM' : 'FIRST';
  return { text: `${aggregate}(${list}, ${item.insert})` };
}

/** The nodes that fit a search, with what stands above them. */
function found(nodes: TreeNode[], wanted: string): TreeNode[] {
  return nodes.flatMap((node): TreeNode[] => {
    const below = node.below && found(node.below, wanted);
    const fits = node.search !== '' && wanted.split(/\s+/).every((part) => node.search.includes(part));
    if (below && below.length > 0) return [{ ...node, below }];
    return fits ? [node] : [];
  });
}

function flat(nodes: TreeNode[], isOpen: (node: TreeNode) => boolean): TreeNode[] {
  return nodes.flatMap((node) => [node, ...(node.below && isOpen(node) ? flat(node.below, isOpen) : [])]);
}

/** Fields that every record has stand behind its own. */
function ordered(items: ExpressionCompletion[]): ExpressionCompletion[] {
  const own = items.filter(({ key }) => !isSystemField(key));
  return [...own, ...items.filter(({ key }) => isSystemField(key) && key !== 'id' && key !== 'version')];
}

/** Prefixes stand beside the row, not behind it; an id leads nowhere. */
const isShown = ({ key, kind }: ExpressionCompletion) => kind !== 'prefix' && key !== 'id';

const firstChoice = (nodes: TreeNode[]) => nodes.find((node) => node.inserted);

function parentOf(nodes: TreeNode[], child: TreeNode): TreeNode | null {
  for (const node of nodes) {
    if (node.below?.includes(child)) return node;
    const above = node.below && parentOf(node.below, child);
    if (above) return above;
  }
  return null;
}
