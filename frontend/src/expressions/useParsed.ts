import { useQuery } from '@tanstack/react-query';
import type { ExpressionContext } from '@/api/types';
import { useLanguage } from '@/i18n';
import { useDebounced } from '@/ui/useDebounced';
import { useOnSaved } from './draft';
import { parseExpression } from './parse';

export interface ExpressionPlace {
  app: string;
  entity: string;
  context: ExpressionContext;
  /** Over the draft of the app, not what is published. */
  draft?: boolean;
  /** The lists, outermost first, on whose rows the text speaks. */
  rows?: string[];
  /** The entity that is filled in, where a picker's condition speaks of it. */
  form?: string;
}

/** What the server reads in an expression: type, words, faults. */
export function useParsed({ app, entity, context, draft, rows, form }: ExpressionPlace, text: string) {
  const still = useDebounced(text, 350);
  const language = useLanguage();
  const parsed = useQuery({
    queryKey: ['expression', app, entity, context, draft, rows, form, still, language],
    queryFn: ({ signal }) =>
      parseExpression({ app, entity, context, text: still, draft, rows, form }, signal),
    enabled: Boolean(still.trim()) && Boolean(entity),
    placeholderData: (before) => (still.trim() ? before : undefined),
    staleTime: 10_000,
    retry: false,
  });
  // A name that was unknown may be known now.
  useOnSaved(Boolean(draft && parsed.data?.errors.length), () => void parsed.refetch());
  return parsed;
}
