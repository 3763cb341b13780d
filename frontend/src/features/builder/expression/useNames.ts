import { useMemo } from 'react';
import type { ExpressionContext } from '@/api/types';
import { useLanguage } from '@/i18n';
import { useDocument, useDocuments } from '../draft/store';
import { namesFor } from './names';
import type { Name } from '@/expressions';

/** The names of an entity for a context, with everything one reference away. */
export function useNames(app: string, entity: string, context: ExpressionContext): Name[] {
  const { documents } = useDocuments(app, 'entity');
  const settings = useDocument(app, 'app', 'app').handle?.document;
  const language = useLanguage();
  return useMemo(
    () => namesFor(documents[entity], documents, settings, context),
    // The language is in the labels of system names.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [documents, entity, settings, context, language],
  );
}
