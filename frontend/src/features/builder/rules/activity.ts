/** What a schedule may follow: the dates of an entity's records, and what counts as activity on them. */
import type { Localised } from '@/api/types';
import type { EntityDocument } from '../draft/documents';
import { fieldNames, listsOf, systemNames } from '../expression/names';

export type TextOf = (text: Localised | null | undefined) => string;

export interface DateName {
  value: string;
  label: string;
  /** Whether it has a time as well. */
  timed: boolean;
}

export function dateNames(entity: EntityDocument | undefined, text: TextOf): DateName[] {
  if (!entity) return [];
  return [...fieldNames(entity), ...systemNames()]
    .filter(({ kind, path }) => (kind === 'date' || kind === 'datetime') && !path.includes('.'))
    .map(({ path, label, kind }) => ({
      value: path,
      label: text(label) || path,
      timed: kind === 'datetime',
    }));
}

export function activityNames(
  entity: EntityDocument | undefined,
  entities: Record<string, EntityDocument>,
  text: TextOf,
): { value: string; label: string }[] {
  if (!entity) return [];
  const lists = [
    ...listsOf(entity, entities),
    ...fieldNames(entity).filter((name) => name.kind === 'list' && name.entity),
  ];
  const state = fieldNames(entity).filter((name) => name.path === entity.states?.field);
  return [
    ...lists.map(({ path, label }) => ({ value: path, label: text(label) || path })),
    ...state.map(({ path, label }) => ({ value: path, label: text(label) || path })),
    ...dateNames(entity, text).filter(({ value }) => value !== 'created_at'),
  ];
}
