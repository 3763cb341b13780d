import { api } from '@/api/client';
import type { ExpressionContext, ParsedExpression } from '@/api/types';

export interface ParseQuestion {
  app: string;
  entity: string;
  text: string;
  position?: number;
  context: ExpressionContext;
  draft?: boolean;
  /** Further names the context has: the flow, a rule, a data set. */
  extra?: Record<string, unknown>;
}

/** Ask the server to parse: tree, type, plain reading, errors with positions, completions at a position. */
export function parseExpression(
  { extra, ...question }: ParseQuestion,
  signal?: AbortSignal,
): Promise<ParsedExpression> {
  return api.post<ParsedExpression>('/expressions/parse', { ...question, ...extra }, { signal });
}
