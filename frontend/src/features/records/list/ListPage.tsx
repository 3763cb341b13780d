import {
  BellOutlined,
  CopyOutlined,
  DeleteOutlined,
  DownloadOutlined,
  ImportOutlined,
  MoreOutlined,
  PlusOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { keys, useApp } from '@/api/queries';
import type { AppDescription, EntityDescription, RecordItem } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import {
  Button,
  EmptyState,
  ErrorState,
  LinkButton,
  MenuButton,
  PageHeader,
  PageSkeleton,
  TableSkeleton,
  useDebounced,
  useIsPhone,
} from '@/ui';
import type { MenuEntry } from '@/ui';
import { menuLine } from '@/app/menu';
import { NotFound } from '@/app/RouteError';
import { useBrought } from '../import/useBrought';
import { paths } from '@/ui/paths';
import { mergeWords } from '../merge/words';
import { words } from '../words';
import { useColumnChoice } from './columnChoice';
import { useEdits } from './edits';
import type { Edits } from './edits';
import { groupsText } from './groups';
import { kindOfList } from './kinds/registry';
import css from './list.module.css';
import { fetchTools, ListTools } from './ListTools';
import { useCount, useSavedViews } from './queries';
import { usePicking } from './picking';
import { fetchEditing } from './tableColumns';
import { columnOf, useListState, usualColumns } from './useListState';
import { useViews } from './useViews';

const RecordDrawer = lazy(() =>
  import('../record/RecordDrawer').then((module) => ({ default: module.RecordDrawer })),
);
const TrashDrawer = lazy(() => import('./TrashDrawer').then((module) => ({ default: module.TrashDrawer })));
const ImportWizard = lazy(() =>
  import('../import/ImportWizard').then((module) => ({ default: module.ImportWizard })),
);
const ExportDialog = lazy(() =>
  import('../export/ExportDialog').then((module) => ({ default: module.ExportDialog })),
);

const BulkBar = lazy(() => import('./BulkBar').then((module) => ({ default: module.BulkBar })));
const TellMeDialog = lazy(() =>
  import('./TellMeDialog').then((module) => ({ default: module.TellMeDialog })),
);

/** What a person may do with several records at once. */
const ON_SEVERAL = ['change', 'delete', 'merge', 'export'];

/** The list of an entity: views, filter, table or board, drawer. */
export function ListPage() {
  const { app = '', entity = '' } = useParams();
  const { data, error, refetch } = useApp(app);
  // Does not wait for the app's description; the list reads it from there.
  const saved = useSavedViews(app, entity);
  const asked = useSearchParams()[0].get('view');
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const type = data.entities[entity];
  if (!type) return <NotFound />;
  // Which view opens first, and any saved one, is known only then.
  const known = type.views.some(({ key }) => key === asked);
  if (saved.isPending && !known) return <PageSkeleton />;
  if (saved.isLoadingError && asked && !known)
    return <ErrorState error={saved.error} onRetry={() => void saved.refetch()} />;
  return <List key={`${app}/${entity}`} app={data} type={type} />;
}

function List({ app, type }: { app: AppDescription; type: EntityDescription }) {
  const m = mergeWords.use();
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const client = useQueryClient();
  const phone = useIsPhone();
  const kept = useSavedViews(app.key, type.key).data;
  const views = useViews(app, type, kept);
  const { state, change } = useListState(views);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [rows, setRows] = useState<RecordItem[]>([]);
  const brought = useBrought();
  const [opened, setOpened] = useState<'import' | 'export' | 'picked' | 'trash' | 'tell' | null>(
    brought ? 'import' : null,
  );
  const [draft, setDraft] = useState(state?.search ?? '');
  const search = useDebounced(draft.trim(), 300);
  const edits = useEdits(app.key, type.key);
  const definition = state?.view.definition;
  const usual = useMemo(() => definition?.columns ?? usualColumns(type), [definition?.columns, type]);
  const viewKey = state?.view.key ?? 'all';
  const choice = useColumnChoice(app.key, type.key, viewKey, usual, definition, kept?.choices[viewKey]);
  const columns = useMemo(
    () => choice.keys.flatMap((key) => columnOf(type, app.entities, key) ?? []),
    [choice.keys, type, app.entities],
  );
  const count = useCount(
    {
      app: app.key,
      entity: type.key,
      filter: state?.filter ?? '',
      search,
      batch: state?.batch ?? '',
    },
    state !== null,
  );
  const onRows = useCallback(
    (next: RecordItem[]) => setRows((before) => (before.length === 0 && next.length === 0 ? before : next)),
    [],
  );
  useEditKeys(edits);
  const shown = rows.length > 0;
  useEffect(() => {
    // A phone waits longest and edits in place seldom; elsewhere a key may follow the rows at once.
    if (!shown && phone) return;
    fetchEditing();
    fetchTools();
  }, [shown, phone]);
  const kind = kindOfList(state?.kind ?? 'table');
  const mayPick = phone && kind.picks === true && ON_SEVERAL.some((act) => type.actions.includes(act));
  const picking = usePicking(mayPick, selected, setSelected);

  const mayCreate = type.actions.includes('create');
  const mayImport = mayCreate && type.actions.includes('import');
  const name = text(menuLine(app.menu, type.key)?.label) || text(type.name);
  if (!state)
    return (
      <div className={css.page}>
        <PageHeader title={name} />
        <EmptyState
          text={t('viewGone')}
          action={<LinkButton to={paths.list(app.key, type.key)}>{t('openList')}</LinkButton>}
        />
      </div>
    );
  const searched = search !== '' || state.filter !== '' || state.batch !== '';
  const newButton = mayCreate && (
    <Button look="primary" icon={<PlusOutlined />} onClick={() => change({ open: 'new' }, false)}>
      {t('new')}
    </Button>
  );
  const empty = (
    <EmptyState
      text={searched ? t('emptyFiltered') : t('emptyList', { entity: name })}
      action={
        searched ? (
          <Button
            onClick={() => {
              setDraft('');
              change({ filter: '', q: null, batch: null });
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
        mayImport && (
          <Button look="quiet" onClick={() => setOpened('import')}>
            {t('import')}
          </Button>
        )
      }
    />
  );
  const entry = (key: 'import' | 'export' | 'trash', icon: ReactNode): MenuEntry => ({
    key,
    label: t(key),
    icon,
    onSelect: () => setOpened(key),
  });
  return (
    <div className={css.page}>
      <PageHeader
        title={name}
        count={count.data ?? undefined}
        actions={
          <>
            {mayImport && !phone && (
              <Button icon={<ImportOutlined />} onClick={() => setOpened('import')}>
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
                ...(mayImport ? [entry('import', <ImportOutlined />)] : []),
                ...(type.actions.includes('export') ? [entry('export', <DownloadOutlined />)] : []),
                {
                  key: 'tell',
                  label: t('tellMe'),
                  icon: <BellOutlined />,
                  onSelect: () => setOpened('tell'),
                },
                ...(type.duplicates || type.actions.includes('merge')
                  ? [
                      {
                        key: 'duplicates',
                        label: m('duplicates'),
                        icon: <CopyOutlined />,
                        to: paths.duplicates(app.key, type.key),
                      },
                    ]
                  : []),
                ...(type.actions.includes('delete')
                  ? [{ kind: 'line' as const, key: 'line' }, entry('trash', <DeleteOutlined />)]
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
        first={kept?.opens ?? null}
        state={state}
        change={change}
        choice={choice}
        usual={usual}
        edits={edits}
        search={draft}
        onSearch={(value) => {
          setDraft(value);
          change({ q: value.trim() || null });
        }}
        picking={mayPick ? picking : null}
      />
      {state.batch && (
        <p className={css.batch} role="status">
          {t('ofImport')}
          <Button small look="quiet" onClick={() => change({ batch: null })}>
            {t('allAgain')}
          </Button>
        </p>
      )}
      <div className={css.body}>
        <Suspense fallback={<TableSkeleton />}>
          <kind.View
            key={`${viewKey}/${kind.key}`}
            app={app}
            type={type}
            view={state.definition}
            columns={columns}
            choice={choice}
            filter={state.filter}
            sort={state.sort}
            search={search}
            batch={state.batch}
            groups={state.groups}
            selected={selected}
            picking={picking}
            edits={edits}
            empty={empty}
            onSort={(sort) => change({ sort })}
            onGroup={(groups) => change({ group: groupsText(groups) })}
            onSelect={setSelected}
            onOpen={(record) => change({ open: record.id }, false)}
            onRows={onRows}
          />
        </Suspense>
      </div>
      {kind.picks &&
        (selected.size > 0 || picking.on ? (
          <Suspense fallback={<div className={css.foot} />}>
            <BulkBar
              app={app.key}
              type={type}
              rows={rows}
              list={{ filter: state.filter, search, batch: state.batch }}
              count={count.data ?? null}
              selected={selected}
              edits={edits}
              picking={picking.on ? picking : null}
              onExport={() => setOpened('picked')}
              onSelect={setSelected}
            />
          </Suspense>
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
        {opened === 'trash' && <TrashDrawer app={app.key} type={type} onClose={() => setOpened(null)} />}
        {opened === 'tell' && (
          <TellMeDialog
            app={app.key}
            type={type}
            filter={state.filter}
            name={state.filter === (definition?.filter ?? '') ? text(state.view.name) : ''}
            onClose={() => setOpened(null)}
          />
        )}
        {opened === 'import' && (
          <ImportWizard
            app={app}
            type={type}
            onShow={(batch) => change({ batch, as: 'table', filter: '', q: null }, false)}
            given={brought}
            onClose={() => setOpened(null)}
          />
        )}
        {(opened === 'export' || opened === 'picked') && (
          <ExportDialog
            app={app.key}
            entity={type.key}
            name={name}
            records={opened === 'picked' ? [...selected] : undefined}
            list={{
              filter: state.filter,
              sort: state.sort,
              search,
              batch: state.batch,
              fields: columns.map((column) => column.key),
            }}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y), unless somebody is typing: there they are the control's own. */
function useEditKeys(edits: Edits) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (target.closest('input,textarea,select,[contenteditable="true"],dialog,[role="dialog"]')) return;
      const key = event.key.toLowerCase();
      const again = key === 'y' || (key === 'z' && event.shiftKey);
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (again) edits.redo();
      else edits.undo();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [edits]);
}
