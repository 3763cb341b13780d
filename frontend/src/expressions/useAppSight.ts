import { useMemo } from 'react';
import { useApp } from '@/api/queries';
import { useLanguage } from '@/i18n';
import { sightOf, sightOfApp } from './reach';
import type { Sight } from './reach';

/** What a person may name in a condition on a running list: fields, along references, on the rows of lists. */
export function useAppSight(app: string, entity: string): Sight {
  const { data } = useApp(app);
  const language = useLanguage();
  return useMemo(
    () => (data ? sightOfApp(data, entity) : sightOf(() => [], entity)),
    // The language is in the headings of names.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [data, entity, language],
  );
}
