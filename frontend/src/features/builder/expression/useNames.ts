import { useMemo } from 'react';
import type { ExpressionContext } from '@/api/types';
import type { Name, Sight } from '@/expressions';
import { useLanguage } from '@/i18n';
import { useDocument, useDocuments } from '../draft/store';
import { namesFor, sightFor } from './names';

function useDraft(app: string) {
  const { documents } = useDocuments(app, 'entity');
  const settings = useDocument(app, 'app', 'app').handle?.document;
  const language = useLanguage();
  return { documents, settings, language };
}

/** The names of an entity for a context, with everything one reference away. */
export function useNames(app: string, entity: string, context: ExpressionContext, parent?: string): Name[] {
  const { documents, settings, language } = useDraft(app);
  return useMemo(
    () => namesFor(documents[entity], documents, settings, context, parent),
    // The language is in the labels of system names.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [documents, entity, settings, context, parent, language],
  );
}

/** What a condition in the draft may name: along references, and on the rows of lists; `form` is the entity that is filled in, `parent` that of the record around. */
export function useSight(
  app: string,
  entity: string,
  context: ExpressionContext,
  form?: string,
  parent?: string,
): Sight {
  const { documents, settings, language } = useDraft(app);
  return useMemo(
    () => sightFor(documents, entity, settings, context, form, parent),
    // The language is in the labels of system names.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [documents, entity, settings, context, form, parent, language],
  );
}
