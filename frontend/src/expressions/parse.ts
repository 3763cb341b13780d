import { api } from '@/api/client';
import type { ExpressionContext, ParsedExpression } from '@/api/types';

/** Where an expression stands: what its names mean and what it may say. */
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
  /** The entity of the record around a step that goes through others: `parent.` there. */
  parent?: string;
  /** The computed field of the draft that the text is for: a key of the entity, or `entity.key` of another. */
  field?: string;
}

export interface ParseQuestion extends ExpressionPlace {
  text: string;
  position?: number;
  /** Further names the context has: the flow, a rule, a data set. */
  extra?: Record<string, unknown>;
}

/** Ask the server to parse: tree, type, plain reading, errors with positions, completions at a position. */
export async function parseExpression(
  { extra, rows = [], ...question }: ParseQuestion,
  signal?: AbortSignal,
): Promise<ParsedExpression> {
  // On the rows of a list a text stands where a value of a row does.
  const before = rows.map((list) => `FIRST(${list}, `).join('');
  const asked =
    rows.length === 0
      ? question
      : {
          ...question,
          text: question.text.trim() ? `${before}${question.text}${')'.repeat(rows.length)}` : '',
          position: question.position === undefined ? undefined : question.position + before.length,
        };
  const answer = await api.post<ParsedExpression>('/expressions/parse', { ...asked, ...extra }, { signal });
  if (rows.length === 0) return answer;
  const here = (position: number) => Math.min(Math.max(0, position - before.length), question.text.length);
  return {
    ...answer,
    // What is said of the first row is not what is said of each.
    reading: null,
    errors: answer.errors.map((error) => ({
      ...error,
      position: here(error.position),
      fixes: error.fixes.map((fix) => ({ ...fix, position: here(fix.position) })),
    })),
  };
}
