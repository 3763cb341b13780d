import { useText } from '@/i18n';
import { useDocuments } from '../draft/store';
import { systemNames } from '../expression/names';

/** What a field of an entity of the draft is called; its key when it is not there. */
export function useFieldLabels(app: string, entity: string): (field: string) => string {
  const text = useText();
  const properties = useDocuments(app, 'entity').documents[entity]?.schema.properties ?? {};
  const system = systemNames();
  return (field) =>
    text(properties[field]?.['x-dougong'].label ?? system.find((name) => name.path === field)?.label) ||
    field;
}
