import { useApp } from '@/api/queries';
import { useDraft } from './api';

/**
 * Whether the records of an entity of the draft are not there yet, since nothing of it was published;
 * undefined while that is not known.
 */
export function useUnpublished(app: string, entity: string): boolean | undefined {
  const draft = useDraft(app).data;
  const published = useApp(app).data?.entities;
  if (!draft || !published) return undefined;
  const own = draft.documents.some(({ kind, key }) => kind === 'entity' && key === entity);
  return draft.live_version === null || (own && !(entity in published));
}
