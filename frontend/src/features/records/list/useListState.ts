import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { EntityDescription, FieldDescription, SavedView, ViewDefinition } from '@/api/types';
import { fieldOf } from '@/fields';
import type { Sort } from '@/ui';
import { datesText, withDates } from './dateFields';
import { groupsText, readGroups } from './groups';
import type { Grouping } from './groups';
import { kindKeys } from './kinds/keys';
import type { KindKey } from './kinds/keys';

export interface ListView {
  key: string;
  name: SavedView['name'] | EntityDescription['name'];
  definition: ViewDefinition;
  saved?: SavedView;
}

export interface ListState {
  view: ListView;
  filter: string;
  sort: string[];
  search: string;
  kind: KindKey;
  /** By what the rows of a table stand in groups; of a board, the field of its columns. */
  groups: Grouping[];
  /** The view with what was chosen of it by hand: the dates of a calendar or plan. */
  definition: ViewDefinition;
  open: string | null;
  /** The import whose records are listed; empty for all. */
  batch: string;
  /** Something differs from the view as it was saved. */
  changed: boolean;
}

const rough = new Set(['long_text', 'rich_text', 'sub_table', 'attachment', 'audio', 'json', 'hidden']);

/** Columns of a list that nobody arranged yet: title first, then what can be read at a glance. */
export function usualColumns(entity: EntityDescription): string[] {
  const plain = entity.fields.filter(
    // Of what the platform keeps, only to which record one belongs tells something of it.
    ({ key, type, system }) => !rough.has(type) && key !== entity.title && (!system || key === 'parent'),
  );
  return [entity.title, ...atAGlance(plain), ...(entity.parent ? [] : ['owner', 'created_at'])].filter(
    Boolean,
  );
}

const COMPUTED = new Set(['formula', 'roll_up', 'lookup']);
const MOST_COLUMNS = 7;
const MOST_COMPUTED = 2;

/** The first fields; the first that are computed, often totals drawn last, stand among them. */
function atAGlance(fields: FieldDescription[]): string[] {
  const sure = fields.filter(({ type }) => COMPUTED.has(type)).slice(0, MOST_COMPUTED);
  const others = fields.filter((field) => !sure.includes(field)).slice(0, MOST_COLUMNS - sure.length);
  return fields.filter((field) => sure.includes(field) || others.includes(field)).map(({ key }) => key);
}

/** A column may look through one reference: "account.industry". */
export interface ListColumn {
  key: string;
  field: FieldDescription;
  /** The reference it looks through. */
  through?: FieldDescription;
}

export function columnOf(
  entity: EntityDescription,
  entities: Record<string, EntityDescription>,
  key: string,
): ListColumn | null {
  const [first = '', rest] = key.split('.');
  const field = fieldOf(entity, first);
  if (!field) return null;
  if (!rest) return { key, field };
  const target = entities[field.settings.entity ?? ''];
  const inner = target && fieldOf(target, rest);
  return inner ? { key, field: inner, through: field } : null;
}

export type ListParameter =
  'view' | 'filter' | 'sort' | 'q' | 'open' | 'as' | 'batch' | 'group' | 'dates' | 'at' | 'span' | 'day';

/** What of an address belongs to the view that is shown, and goes with it. */
export const OF_VIEW = { filter: null, sort: null, as: null, group: null, dates: null, at: null, span: null };

/** The address as it is by now: what was chosen a moment ago may stand in it before it is drawn. */
const present = () => new URLSearchParams(window.location.search);

/** The state of a list lives in its address, so that it can be sent, kept and gone back to; none when its view is gone. */
export function useListState(views: ListView[]) {
  const [params, setParams] = useSearchParams();
  const viewKey = params.get('view');
  const view = viewKey ? views.find((found) => found.key === viewKey) : views[0];
  const state = useMemo<ListState | null>(() => {
    if (!view) return null;
    const filter = params.get('filter') ?? view.definition.filter ?? '';
    const sort = params.get('sort')?.split(',').filter(Boolean) ?? view.definition.sort ?? [];
    const asked = params.get('as') as KindKey | null;
    const kind = asked && kindKeys.includes(asked) ? asked : (view.definition.kind ?? 'table');
    const usual = view.definition.groups ?? [];
    const grouped = params.get('group');
    const groups = grouped === null ? usual : readGroups(grouped);
    const definition = withDates(view.definition, params.get('dates'));
    return {
      view,
      filter,
      sort,
      kind,
      groups,
      definition,
      search: params.get('q') ?? '',
      open: params.get('open'),
      batch: params.get('batch') ?? '',
      changed:
        filter !== (view.definition.filter ?? '') ||
        sort.join() !== (view.definition.sort ?? []).join() ||
        groupsText(groups) !== groupsText(usual) ||
        datesText(definition) !== datesText(view.definition) ||
        kind !== (view.definition.kind ?? 'table'),
    };
  }, [params, view]);

  const change = useCallback(
    (part: Partial<Record<ListParameter, string | null>>, replace = true) =>
      setParams(
        () => {
          const next = present();
          for (const [key, value] of Object.entries(part)) {
            if (value === null || value === undefined) next.delete(key);
            else next.set(key, value);
          }
          return next;
        },
        { replace },
      ),
    [setParams],
  );
  return { state, change };
}

/** One more part of the address, such as the month of a calendar. */
export function useListParameter(
  name: 'at' | 'span' | 'dates',
): [string | null, (value: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | null) =>
      setParams(
        () => {
          const next = present();
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setParams, name],
  );
  return [params.get(name), set];
}

export function sortOf(sort: string[]): Sort | null {
  const first = sort[0];
  return first ? { key: first.replace(/^-/, ''), descending: first.startsWith('-') } : null;
}

export function sortText(sort: Sort | null): string | null {
  return sort ? `${sort.descending ? '-' : ''}${sort.key}` : null;
}
