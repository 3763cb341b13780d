import {
  AppstoreOutlined,
  FilterOutlined,
  MoreOutlined,
  PlusOutlined,
  SettingOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { AppDescription, EntityDescription, ViewDefinition } from '@/api/types';
import { readConditions } from '@/expressions';
import { allFields } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Drawer, MenuButton, toast, useIsPhone, useProblemText } from '@/ui';
import type { MenuEntry } from '@/ui';
import { words } from '../words';
import type { useColumnChoice } from './columnChoice';
import { ColumnDialog } from './ColumnDialog';
import { FilterPanel } from './FilterPanel';
import css from './list.module.css';
import { SaveViewDialog } from './SaveViewDialog';
import type { ListColumn, ListState, ListView, useListState } from './useListState';

export interface ListToolsProps {
  app: AppDescription;
  type: EntityDescription;
  views: ListView[];
  state: ListState;
  change: ReturnType<typeof useListState>['change'];
  columns: ListColumn[];
  choice: ReturnType<typeof useColumnChoice>;
  usual: string[];
  search: string;
  onSearch: (value: string) => void;
}

/** Views as tabs; search, filter, columns, table or board at the right. */
export function ListTools({
  app,
  type,
  views,
  state,
  change,
  choice,
  usual,
  search,
  onSearch,
}: ListToolsProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [filtering, setFiltering] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const phone = useIsPhone();
  const [saving, setSaving] = useState(false);
  const fields = allFields(type);
  const conditions = state.filter ? (readConditions(state.filter)?.items.length ?? 1) : 0;
  const mayBoard = type.states !== null || type.fields.some((field) => field.type === 'select');
  const definition: ViewDefinition = {
    kind: state.kind,
    filter: state.filter,
    sort: state.sort,
    columns: choice.keys,
    group: state.view.definition.group,
    widths: choice.widths,
  };
  const ownView = state.view.saved && (state.view.saved.mine ?? true) ? state.view.saved : null;

  const act = (work: Promise<unknown>, done: string) =>
    work
      .then(() => {
        toast(done);
        return client.invalidateQueries({ queryKey: keys.views(app.key, type.key) });
      })
      .catch((problem: unknown) => toast(problemText(problem), { bad: true }));

  const viewMenu: MenuEntry[] = [
    { key: 'save', label: t('saveView'), icon: <PlusOutlined />, onSelect: () => setSaving(true) },
    ...(ownView
      ? [
          {
            key: 'update',
            label: t('updateView', { name: ownView.name }),
            onSelect: () =>
              void act(api.patch(`/views/${ownView.id}`, { definition }), t('viewSaved')).then(() =>
                change({ filter: null, sort: null, as: null }),
              ),
          },
          {
            key: 'delete',
            label: t('deleteView', { name: ownView.name }),
            danger: true,
            onSelect: () =>
              void act(api.delete(`/views/${ownView.id}`), shared('done')).then(() =>
                change({ view: null, filter: null, sort: null, as: null }),
              ),
          },
        ]
      : []),
  ];

  const filterPanel = (
    <FilterPanel
      app={app.key}
      entity={type.key}
      fields={fields}
      value={state.filter}
      onChange={(filter) =>
        change({ filter: filter === (state.view.definition.filter ?? '') ? null : filter })
      }
      onClose={() => setFiltering(false)}
    />
  );

  return (
    <>
      <div className={css.tools}>
        <div className={css.tabs} role="group" aria-label={t('views', { entity: text(type.name) })}>
          {views.map((view) => (
            <button
              key={view.key}
              type="button"
              className={css.tab}
              aria-pressed={view.key === state.view.key}
              title={view.saved ? (view.saved.shared ? t('shared') : t('mine')) : undefined}
              onClick={() => change({ view: view.key, filter: null, sort: null, as: null }, false)}
            >
              {text(view.name)}
              {view.key === state.view.key && state.changed ? ' *' : ''}
            </button>
          ))}
          {ownView ? (
            <MenuButton label={t('saveView')} small iconOnly entries={viewMenu}>
              <MoreOutlined aria-hidden />
            </MenuButton>
          ) : (
            <Button
              small
              look="quiet"
              icon={<PlusOutlined />}
              aria-label={t('saveView')}
              onClick={() => setSaving(true)}
            />
          )}
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
        <Button
          look="quiet"
          icon={<SettingOutlined />}
          aria-label={t('columns')}
          onClick={() => setChoosing(true)}
        />
        {mayBoard && (
          <Button
            look="quiet"
            icon={state.kind === 'table' ? <AppstoreOutlined /> : <UnorderedListOutlined />}
            aria-label={state.kind === 'table' ? t('asKanban') : t('asTable')}
            onClick={() => change({ as: state.kind === 'table' ? 'kanban' : 'table' })}
          />
        )}
      </div>
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
          onSaved={(view) => change({ view: view.id, filter: null, sort: null, as: null })}
        />
      )}
    </>
  );
}
