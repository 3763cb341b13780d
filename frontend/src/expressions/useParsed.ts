import { useQuery } from '@tanstack/react-query';
import { useLanguage } from '@/i18n';
import { useDebounced } from '@/ui/useDebounced';
import { useOnSaved } from './draft';
import { parseExpression } from './parse';
import type { ExpressionPlace } from './parse';

/** What the server reads in an expression: type, words, faults. */
export function useParsed(place: ExpressionPlace, text: string) {
  const { app, entity, context, draft, rows, form, parent, field } = place;
  const still = useDebounced(text, 350);
  const language = useLanguage();
  const parsed = useQuery({
    queryKey: ['expression', app, entity, context, draft, rows, form, parent, field, still, language],
    queryFn: ({ signal }) =>
      parseExpression({ app, entity, context, text: still, draft, rows, form, parent, field }, signal),
    enabled: Boolean(still.trim()) && Boolean(entity),
    placeholderData: (before) => (still.trim() ? before : undefined),
    staleTime: 10_000,
    retry: false,
  });
  // A name that was unknown may be known now.
  useOnSaved(Boolean(draft && parsed.data?.errors.length), () => void parsed.refetch());
  return parsed;
}
