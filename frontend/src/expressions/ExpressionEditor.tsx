import { lazy, Suspense } from 'react';
import type { ExpressionContext, ParsedExpression } from '@/api/types';
import { Skeleton } from '@/ui/Skeletons';

export interface ExpressionEditorProps {
  app: string;
  entity: string;
  context: ExpressionContext;
  draft?: boolean;
  extra?: Record<string, unknown>;
  value: string;
  onChange: (text: string) => void;
  /** What the server said about the present text. */
  onParsed?: (parsed: ParsedExpression) => void;
  label: string;
  placeholder?: string;
  minLines?: number;
  autoFocus?: boolean;
}

const Editor = lazy(() => import('./CodeEditor').then((module) => ({ default: module.CodeEditor })));

/** An expression as text, with completion, faults at their place and a plain reading; its code is fetched when shown. */
export function ExpressionEditor(props: ExpressionEditorProps) {
  return (
    <Suspense fallback={<Skeleton height={(props.minLines ?? 2) * 20 + 16} />}>
      <Editor {...props} />
    </Suspense>
  );
}
