import { useQuery } from '@tanstack/react-query';
import type { ExpressionContext } from '@/api/types';
import { parseExpression } from '@/expressions';
import { useLanguage } from '@/i18n';
import { useDebounced } from '@/ui/useDebounced';

export interface ExpressionPlace {
  app: string;
  entity: string;
  context: ExpressionContext;
}

/** What the server reads in an expression over the draft: type, words, faults. */
export function useParsed({ app, entity, context }: ExpressionPlace, text: string) {
  const still = useDebounced(text, 350);
  const language = useLanguage();
  return useQuery({
    queryKey: ['expression', app, entity, context, still, language],
    queryFn: ({ signal }) => parseExpression({ app, entity, context, text: still, draft: true }, signal),
    enabled: Boolean(still.trim()) && Boolean(entity),
    placeholderData: (before) => (still.trim() ? before : undefined),
    staleTime: 10_000,
    retry: false,
  });
}
