import {
  DeleteOutlined,
  DownloadOutlined,
  ImportOutlined,
  MoreOutlined,
  PlusOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { apiUrl } from '@/api/client';
import { keys, recordsPath, useApp } from '@/api/queries';
import type { AppDescription, EntityDescription, MenuItem, RecordItem } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import {
  Button,
  EmptyState,
  ErrorState,
  MenuButton,
  PageHeader,
  PageSkeleton,
  TableSkeleton,
  useDebounced,
  useIsPhone,
} from '@/ui';
import { NotFound } from '@/app/RouteError';
import { words } from '../words';
import { BulkBar } from './BulkBar';
import { CardList } from './CardList';
import { useColumnChoice } from './columnChoice';
import { KanbanView } from './KanbanView';
import css from './list.module.css';
import { ListTools } from './ListTools';
import { useCount, useRecords, useSavedViews } from './queries';
import { TableView } from './TableView';
import { columnOf, useListState, usualColumns } from './useListState';
import type { ListView } from './useListState';

const RecordDrawer = lazy(() =>
  import('../record/RecordDrawer').then((module) => ({ default: module.RecordDrawer })),
);
const TrashDrawer = lazy(() => import('./TrashDrawer').then((module) => ({ default: module.TrashDrawer })));
const ImportWizard = lazy(() =>
  import('../import/ImportWizard').then((module) => ({ default: module.ImportWizard })),
);

/** The list of an entity: views, filter, table or board, drawer. */
export function ListPage() {
  const { app = '', entity = '' } = useParams();
  const { data, error, refetch } = useApp(app);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const type = data.entities[entity];
  if (!type) return <NotFound />;
  return <List key={`${app}/${entity}`} app={data} type={type} />;
}

/** Views in the order of the menu; "All" only when no view shows everything already. */
function useViews(app: AppDescription, type: EntityDescription): ListView[] {
  const t = words.use();
  const saved = useSavedViews(app.key, type.key).data?.items;
  return useMemo(() => {
    const order = menuItem(app.menu, type.key)?.views ?? [];
    const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
    const own = [...type.views]
      .sort((a, b) => rank(a.key) - rank(b.key))
      .map((view): ListView => ({ key: view.key, name: view.name, definition: view }));
    const kept = (saved ?? []).map((view): ListView => ({
      key: view.id,
      name: view.name,
      definition: view.definition,
      saved: view,
    }));
    const hasAll = type.views.some((view) => view.kind === 'table' && !view.filter);
    const all: ListView[] = hasAll ? [] : [{ key: 'all', name: t('all'), definition: { kind: 'table' } }];
    return [...(order.length > 0 ? [] : all), ...own, ...(order.length > 0 ? all : []), ...kept];
  }, [app, type, saved, t]);
}

/** The line of the menu that opens the list, however deep it stands. */
function menuItem(menu: MenuItem[], entity: string): MenuItem | undefined {
  for (const item of menu) {
    const found = item.items ? menuItem(item.items, entity) : item.entity === entity ? item : undefined;
    if (found) return found;
  }
  return undefined;
}

function List({ app, type }: { app: AppDescription; type: EntityDescription }) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const client = useQueryClient();
  const phone = useIsPhone();
  const views = useViews(app, type);
  const { state, change } = useListState(views);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [importing, setImporting] = useState(false);
  const [inTrash, setInTrash] = useState(false);
  const [draft, setDraft] = useState(state?.search ?? '');
  const search = useDebounced(draft.trim(), 300);
  const usual = useMemo(
    () => state?.view.definition.columns ?? usualColumns(type),
    [state?.view.definition.columns, type],
  );
  const choice = useColumnChoice(
    app.key,
    type.key,
    state?.view.key ?? 'all',
    usual,
    state?.view.definition.widths,
  );
  const columns = useMemo(
    () => choice.keys.flatMap((key) => columnOf(type, app.entities, key) ?? []),
    [choice.keys, type, app.entities],
  );

  const question = {
    app: app.key,
    entity: type.key,
    filter: state?.filter ?? '',
    sort: state?.sort ?? [],
    search,
    fields: [
      ...new Set([
        type.title,
        ...columns.map((column) => column.key.split('.')[0] ?? ''),
        ...(type.states ? [type.states.field] : []),
      ]),
    ].filter(Boolean),
    expand: [...new Set(columns.flatMap((column) => (column.through ? [column.through.key] : [])))],
  };
  const table = state?.kind === 'table';
  const list = useRecords(question, table);
  const count = useCount(question);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);

  if (!state) return <PageSkeleton />;
  const mayCreate = type.actions.includes('create');
  const name = text(menuItem(app.menu, type.key)?.label) || text(type.name);
  const searched = search !== '' || state.filter !== '';
  const openRecord = (record: RecordItem) => change({ open: record.id }, false);
  const newButton = mayCreate && (
    <Button look="primary" icon={<PlusOutlined />} onClick={() => change({ open: 'new' }, false)}>
      {t('new')}
    </Button>
  );
  const exportUrl = apiUrl(recordsPath(app.key, type.key, '/export'), {
    format: 'csv',
    filter: state.filter,
    sort: state.sort,
    search,
    fields: columns.filter((column) => !column.through).map((column) => column.key),
  });

  return (
    <div className={css.page}>
      <PageHeader
        title={name}
        count={count.data ?? undefined}
        actions={
          <>
            {mayCreate && type.actions.includes('import') && !phone && (
              <Button icon={<ImportOutlined />} onClick={() => setImporting(true)}>
                {t('import')}
              </Button>
            )}
            {newButton}
            <MenuButton
              label={shared('more')}
              iconOnly
              entries={[
                {
                  key: 'refresh',
                  label: shared('refresh'),
                  onSelect: () =>
                    void client.invalidateQueries({ queryKey: keys.records(app.key, type.key) }),
                },
                ...(mayCreate && type.actions.includes('import')
                  ? [
                      {
                        key: 'import',
                        label: t('import'),
                        icon: <ImportOutlined />,
                        onSelect: () => setImporting(true),
                      },
                    ]
                  : []),
                ...(type.actions.includes('export')
                  ? [
                      {
                        key: 'export',
                        label: t('export'),
                        icon: <DownloadOutlined />,
                        onSelect: () => window.location.assign(exportUrl),
                      },
                    ]
                  : []),
                ...(type.actions.includes('delete')
                  ? [
                      { kind: 'line' as const, key: 'line' },
                      {
                        key: 'trash',
                        label: t('trash'),
                        icon: <DeleteOutlined />,
                        onSelect: () => setInTrash(true),
                      },
                    ]
                  : []),
              ]}
            >
              <MoreOutlined aria-hidden />
            </MenuButton>
          </>
        }
      />
      <ListTools
        app={app}
        type={type}
        views={views}
        state={state}
        change={change}
        columns={columns}
        choice={choice}
        usual={usual}
        search={draft}
        onSearch={(value) => {
          setDraft(value);
          change({ q: value.trim() || null });
        }}
      />
      <div className={`${css.body} ${table && list.isPlaceholderData ? css.stale : ''}`}>
        {!table ? (
          <KanbanView
            app={app}
            type={type}
            view={state.view.definition}
            filter={state.filter}
            sort={state.sort}
            search={search}
            onOpen={openRecord}
          />
        ) : list.error && rows.length === 0 ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <TableSkeleton />
        ) : rows.length === 0 ? (
          <EmptyState
            text={searched ? t('emptyFiltered') : t('emptyList', { entity: name })}
            action={
              searched ? (
                <Button
                  onClick={() => {
                    setDraft('');
                    change({ filter: '', q: null });
                  }}
                >
                  {t('clearFilter')}
                </Button>
              ) : (
                newButton
              )
            }
            link={
              !searched &&
              mayCreate &&
              type.actions.includes('import') && (
                <Button look="quiet" onClick={() => setImporting(true)}>
                  {t('import')}
                </Button>
              )
            }
          />
        ) : phone ? (
          <CardList
            app={app.key}
            type={type}
            columns={columns}
            rows={rows}
            onOpen={openRecord}
            more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
          />
        ) : (
          <TableView
            app={app.key}
            type={type}
            columns={columns}
            choice={choice}
            rows={rows}
            sort={state.sort}
            onSort={(sort) => change({ sort })}
            selected={selected}
            onSelect={setSelected}
            onOpen={openRecord}
            onEndReached={() => {
              if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
            }}
          />
        )}
      </div>
      {table &&
        (selected.size > 0 ? (
          <BulkBar
            app={app.key}
            type={type}
            rows={rows}
            selected={selected}
            onClear={() => setSelected(new Set())}
          />
        ) : (
          <div className={`${css.foot} figures`} role="status">
            {count.data !== null && count.data !== undefined
              ? t('loaded', { shown: rows.length, count: count.data })
              : rows.length}
          </div>
        ))}
      <Suspense>
        {state.open && (
          <RecordDrawer
            app={app.key}
            entity={type.key}
            id={state.open}
            order={rows.map((row) => row.id)}
            onMove={(id) => change({ open: id })}
            onClose={() => change({ open: null })}
          />
        )}
        {inTrash && <TrashDrawer app={app.key} type={type} onClose={() => setInTrash(false)} />}
        {importing && <ImportWizard app={app} type={type} onClose={() => setImporting(false)} />}
      </Suspense>
    </div>
  );
}
