/** What a dataset may count by, and the parts that are added to it, wherever that is done. */
import { freeKey, keyFrom, newId } from '@/canvas/ids';
import type { ValueKind } from '@/expressions';
import { useText } from '@/i18n';
import type { DatasetDocument, Text } from '../draft/documents';
import { useNames } from '../expression/useNames';
import { documentWords } from './words';

/** A field, or what can be reached from one, as something to count by. */
export interface Path {
  value: string;
  label: string;
  kind: ValueKind;
  /** What the dimension is called at first. */
  called: Text;
}

export function useDatasetPaths(app: string, source: string): Path[] {
  const d = documentWords.use();
  const text = useText();
  const names = useNames(app, source, 'filter');
  const fields = names
    .filter((name) => name.kind !== 'list')
    .map((name): Path => {
      const label = name.path.includes('.') ? `${text(name.group)} › ${text(name.label)}` : text(name.label);
      const called = typeof name.label === 'object' ? { ...name.label } : { en: label, zh: label };
      return { value: name.path, label, kind: name.kind, called: called as Text };
    });
  // People are counted by as such, and by where they belong.
  const places = fields
    .filter((path) => path.kind === 'person' && !path.value.includes('.'))
    .flatMap((path) =>
      (['department', 'supervisor'] as const).map((member): Path => {
        const label = `${path.label} › ${d(`person_${member}`)}`;
        return {
          value: `${path.value}.${member}`,
          label,
          kind: 'other',
          called: { en: label, zh: label },
        };
      }),
    );
  return [...fields, ...places];
}

export const isDate = (path: Path | undefined) => path?.kind === 'date' || path?.kind === 'datetime';

/** Fields by which most charts count: choices first, then dates and people; a few. */
export function likelyPaths(paths: Path[]): Path[] {
  const rank = (path: Path) =>
    path.value.includes('.')
      ? -1
      : ['option', 'date', 'person', 'department', 'record', 'datetime'].indexOf(path.kind);
  return paths
    .filter((path) => rank(path) >= 0)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 3);
}

const taken = (dataset: DatasetDocument) =>
  [...(dataset.dimensions ?? []), ...(dataset.measures ?? [])].map((each) => each.key);

/** Let a dataset be counted by a field too, a date by its months; gives the key of the dimension. */
export function addDimension(dataset: DatasetDocument, path: Path): string {
  const key = freeKey(keyFrom(path.value), taken(dataset));
  (dataset.dimensions ??= []).push({
    id: newId(),
    key,
    formula: path.value,
    label: path.called,
    ...(isDate(path) ? { bucket: 'month' } : {}),
  });
  return key;
}

/** Let a dataset tell the number of its records; gives the key of the measure. */
export function addCount(dataset: DatasetDocument): string {
  const key = freeKey('count', taken(dataset));
  (dataset.measures ??= []).push({
    id: newId(),
    key,
    formula: 'COUNT()',
    label: { en: 'Count', zh: '数量' },
  });
  return key;
}
