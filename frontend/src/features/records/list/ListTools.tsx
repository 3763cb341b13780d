import {
  CheckSquareOutlined,
  FilterOutlined,
  MoreOutlined,
  PlusOutlined,
  PushpinOutlined,
  RedoOutlined,
  SettingOutlined,
  UndoOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { AppDescription, EntityDescription, SavedView, SavedViews, ViewDefinition } from '@/api/types';
import { readConditions } from '@/expressions/reading';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, ConfirmDialog, Drawer, MenuButton, toast, useIsPhone, useProblemText } from '@/ui';
import type { MenuEntry } from '@/ui';
import { words } from '../words';
import type { Choice } from './columnChoice';
import type { Edits } from './edits';
import type { Total } from './groups';
import { kindOfList, listKinds } from './kinds/registry';
import css from './tools.module.css';
import { listWords } from './listWords';
import type { Picking } from './picking';
import { SaveViewDialog } from './SaveViewDialog';
import { OF_VIEW } from './useListState';
import type { ListState, ListView, useListState } from './useListState';

const loadColumns = () => import('./ColumnDialog');
const loadFilter = () => import('./FilterPanel');
// A list is read far more often than it is set up.
const ColumnDialog = lazy(() => loadColumns().then((module) => ({ default: module.ColumnDialog })));
const FilterPanel = lazy(() => loadFilter().then((module) => ({ default: module.FilterPanel })));

/** Bring what a list is set up with, so that nobody types before it is there. */
export function fetchTools(): void {
  void loadColumns();
  void loadFilter();
}

export interface ListToolsProps {
  app: AppDescription;
  type: EntityDescription;
  views: ListView[];
  /** The view that opens first for this person. */
  first: string | null;
  state: ListState;
  change: ReturnType<typeof useListState>['change'];
  choice: Choice;
  usual: string[];
  edits: Edits;
  search: string;
  onSearch: (value: string) => void;
  /** Cards can be chosen: the way into it, and out of it. */
  picking: Picking | null;
}

/** What makes a view of its kind, without what the list itself keeps. */
function kindParts(view: ViewDefinition): ViewDefinition {
  const { card, sum, colours, start_field, end_field, colour_field, picture_field } = view;
  const { parent_field, after_field, progress_field, place_field, rows_field } = view;
  const parts = { card, sum, colours, start_field, end_field, colour_field, picture_field };
  const more = { parent_field, after_field, progress_field, place_field, rows_field };
  const said = Object.entries({ ...parts, ...more }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as ViewDefinition;
}

/** The field of the columns of a board: chosen by hand, or the view's. */
function boardOf(state: ListState): Pick<ViewDefinition, 'group'> {
  const group = state.groups[0]?.field ?? state.view.definition.group;
  return group ? { group } : {};
}

/** Views as tabs; search, filter, columns, table or board at the right. */
export function ListTools({
  app,
  type,
  views,
  first,
  state,
  change,
  choice,
  usual,
  edits,
  search,
  onSearch,
  picking,
}: ListToolsProps) {
  const t = words.use();
  const k = listWords.use();
  const shared = common.use();
  const text = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  // An answer may come when another list is open already, whose address is not this one's to change.
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const undoable = Boolean(edits.toUndo ?? edits.toRedo);
  const shownTab = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // A block: newer browsers return a promise here, which an effect must not.
    shownTab.current?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [state.view.key, undoable]);
  const [filtering, setFiltering] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const phone = useIsPhone();
  const [saving, setSaving] = useState(false);
  const [changing, setChanging] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const conditions = state.filter ? (readConditions(state.filter)?.items.length ?? 1) : 0;
  const offered = listKinds.filter((kind) => kind.key === state.kind || kind.offered(type));
  const { widths, keys: columns, frozen, density } = choice;
  const totals = Object.fromEntries(
    Object.entries(choice.totals).filter((each): each is [string, Total] => each[1] !== null),
  );
  const definition: ViewDefinition = {
    ...kindParts(state.definition),
    kind: state.kind,
    filter: state.filter,
    sort: state.sort,
    columns,
    widths,
    frozen,
    density,
    totals,
    ...(state.kind === 'kanban' ? boardOf(state) : { groups: state.groups }),
  };
  const ownView = state.view.saved && (state.view.saved.mine ?? true) ? state.view.saved : null;

  const act = (work: Promise<unknown>, done: string) =>
    work
      .then(() => {
        toast(done);
        return client.invalidateQueries({ queryKey: keys.views(app.key, type.key) });
      })
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));

  const remove = async (view: SavedView) => {
    await api.delete(`/views/${view.id}`);
    const key = keys.views(app.key, type.key);
    client.setQueryData<SavedViews>(
      key,
      (held) => held && { ...held, items: held.items.filter(({ id }) => id !== view.id) },
    );
    if (here.current) change({ ...OF_VIEW, view: null });
    toast(t('viewDeleted'));
    void client.invalidateQueries({ queryKey: key });
  };

  const opensFirst = first === state.view.key;
  const viewMenu: MenuEntry[] = [
    {
      key: 'first',
      label: k(opensFirst ? 'notFirst' : 'openFirst'),
      icon: <PushpinOutlined />,
      onSelect: () =>
        void act(
          api.put('/views/first', {
            app: app.key,
            entity: type.key,
            view: opensFirst ? null : state.view.key,
          }),
          opensFirst ? shared('done') : k('opensFirst'),
        ).then(() => here.current && change({ view: state.view.key })),
    },
    ...(ownView
      ? [
          {
            key: 'update',
            label: t('updateView', { name: ownView.name }),
            onSelect: () =>
              void act(api.patch(`/views/${ownView.id}`, { definition }), t('viewSaved')).then(
                () => here.current && change(OF_VIEW),
              ),
          },
          {
            key: 'change',
            label: t('changeView', { name: ownView.name }),
            onSelect: () => setChanging(true),
          },
          {
            key: 'delete',
            label: t('deleteView', { name: ownView.name }),
            danger: true,
            onSelect: () => setDeleting(true),
          },
        ]
      : []),
  ];

  const filterPanel = (
    <FilterPanel
      app={app.key}
      entity={type.key}
      value={state.filter}
      onChange={(filter) =>
        change({ filter: filter === (state.view.definition.filter ?? '') ? null : filter })
      }
      onClose={() => setFiltering(false)}
    />
  );

  const undoing = undoable && (
    <>
      <Button
        look="quiet"
        icon={<UndoOutlined />}
        disabled={!edits.toUndo || edits.busy}
        aria-label={edits.toUndo ? k('undo', { what: edits.toUndo.what }) : k('nothingToUndo')}
        onClick={edits.undo}
      />
      <Button
        look="quiet"
        icon={<RedoOutlined />}
        disabled={!edits.toRedo || edits.busy}
        aria-label={edits.toRedo ? k('redo', { what: edits.toRedo.what }) : k('nothingToRedo')}
        onClick={edits.redo}
      />
    </>
  );

  return (
    <>
      <div className={css.tools}>
        <div className={css.views}>
          <div className={css.tabs} role="group" aria-label={t('views', { entity: text(type.name) })}>
            {views.map((view) => (
              <button
                key={view.key}
                type="button"
                className={css.tab}
                ref={view.key === state.view.key ? shownTab : undefined}
                aria-pressed={view.key === state.view.key}
                title={view.saved ? (view.saved.shared ? t('shared') : t('mine')) : undefined}
                onClick={() => change({ ...OF_VIEW, view: view.key }, false)}
              >
                {text(view.name)}
                {view.key === state.view.key && state.changed ? ' *' : ''}
              </button>
            ))}
            <MenuButton label={t('views', { entity: text(type.name) })} small iconOnly entries={viewMenu}>
              <MoreOutlined aria-hidden />
            </MenuButton>
            <Button
              small
              look="quiet"
              icon={<PlusOutlined />}
              aria-label={t('saveView')}
              onClick={() => setSaving(true)}
            />
          </div>
          {/* In the line below a phone has no room for two more. */}
          {phone && undoing}
        </div>
        <input
          type="search"
          className={css.search}
          placeholder={shared('search')}
          aria-label={t('searchIn', { entity: text(type.name) })}
          value={search}
          onChange={(event) => onSearch(event.target.value)}
        />
        <Button
          look={conditions > 0 ? 'plain' : 'quiet'}
          icon={<FilterOutlined />}
          aria-expanded={filtering}
          title={conditions > 0 ? t('filterOn', { count: conditions }) : undefined}
          onClick={() => setFiltering(!filtering)}
        >
          {t('filter')}
          {conditions > 0 ? ` ${conditions}` : ''}
        </Button>
        {picking && (
          <Button
            look={picking.on ? 'plain' : 'quiet'}
            icon={<CheckSquareOutlined />}
            aria-label={k('select')}
            aria-pressed={picking.on}
            data-select-records=""
            onClick={() => (picking.on ? picking.leave() : picking.start())}
          />
        )}
        <Button
          look="quiet"
          icon={<SettingOutlined />}
          aria-label={t('columns')}
          onClick={() => setChoosing(true)}
        />
        {offered.length > 1 && (
          <MenuButton
            label={k('kind')}
            iconOnly
            entries={offered.map((kind) => ({
              key: kind.key,
              label: k(`kind_${kind.key}`),
              icon: kind.icon,
              checked: kind.key === state.kind,
              onSelect: () =>
                change({
                  as: kind.key === (state.view.definition.kind ?? 'table') ? null : kind.key,
                  group: null,
                  dates: null,
                  at: null,
                  span: null,
                }),
            }))}
          >
            {kindOfList(state.kind).icon}
          </MenuButton>
        )}
        {!phone && undoing}
      </div>
      <Suspense>
        {filtering &&
          (phone ? (
            <Drawer title={t('filter')} onClose={() => setFiltering(false)}>
              {filterPanel}
            </Drawer>
          ) : (
            filterPanel
          ))}
        {choosing && (
          <ColumnDialog
            app={app}
            type={type}
            choice={choice}
            usual={usual}
            onClose={() => setChoosing(false)}
          />
        )}
        {saving && (
          <SaveViewDialog
            app={app.key}
            entity={type.key}
            definition={definition}
            onClose={() => setSaving(false)}
            onSaved={(view) => change({ ...OF_VIEW, view: view.id })}
          />
        )}
        {changing && ownView && (
          <SaveViewDialog
            app={app.key}
            entity={type.key}
            definition={definition}
            view={ownView}
            onClose={() => setChanging(false)}
          />
        )}
        {deleting && ownView && (
          <ConfirmDialog
            title={t('deleteViewTitle', { name: ownView.name })}
            text={t(ownView.shared ? 'deleteSharedViewText' : 'deleteViewText')}
            confirm={shared('delete')}
            danger
            onConfirm={() => remove(ownView)}
            onClose={() => setDeleting(false)}
          />
        )}
      </Suspense>
    </>
  );
}
