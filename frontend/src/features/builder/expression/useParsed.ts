import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '@/api/client';
import type { ExpressionContext, ParsedExpression } from '@/api/types';
import { useLanguage } from '@/i18n';
import { useDebounced } from '@/ui/useDebounced';

export interface ExpressionPlace {
  app: string;
  entity: string;
  context: ExpressionContext;
}

export function useParse({ app, entity, context }: ExpressionPlace) {
  return useCallback(
    (text: string, position?: number) =>
      api.post<ParsedExpression>('/expressions/parse', { app, entity, text, context, draft: true, ...(position === undefined ? {} : { position }) }),
    [app, entity, context],
  );
}

/** What the server reads in an expression: type, words, faults. */
export function useParsed(place: ExpressionPlace, text: string) {
  const still = useDebounced(text, 350);
  const language = useLanguage();
  const parse = useParse(place);
  return useQuery({
    queryKey: ['expression', place.app, place.entity, place.context, still, language],
    queryFn: () => parse(still),
    enabled: Boolean(still.trim()) && Boolean(place.entity),
    placeholderData: (before) => (still.trim() ? before : undefined),
    staleTime: 10_000,
    retry: false,
  });
}
