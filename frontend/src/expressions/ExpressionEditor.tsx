import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { keys } from '@/api/queries';
import type { AppDescription, ParsedExpression } from '@/api/types';
import { useText } from '@/i18n';
import { Skeleton } from '@/ui/Skeletons';
import { fieldAt, optionsBefore } from './optionChoice';
import type { ExpressionPlace } from './parse';

export interface ExpressionEditorProps extends ExpressionPlace {
  /** Further names the context has: the flow, a rule, a data set. */
  extra?: Record<string, unknown>;
  value: string;
  onChange: (text: string) => void;
  /** What the server said about the present text. */
  onParsed?: (parsed: ParsedExpression) => void;
  label: string;
  placeholder?: string;
  minLines?: number;
  autoFocus?: boolean;
  /** Without what it says in words: that is told of the whole of which it is a part. */
  bare?: boolean;
}

const Editor = lazy(() => import('./CodeEditor').then((module) => ({ default: module.CodeEditor })));

/** An expression as text, with completion, faults at their place and a plain reading; its code is fetched when shown. */
export function ExpressionEditor(props: ExpressionEditorProps) {
  const client = useQueryClient();
  const say = useText();
  const { app, entity } = props;
  // The app as it runs, when it is at hand: its choices complete without asking the server.
  const choicesBefore = (text: string) => {
    const known = client.getQueryData<AppDescription>(keys.app(app));
    const found = known && optionsBefore(text, (path) => fieldAt(known, entity, path));
    if (!found) return null;
    return { ...found, options: found.options.map(({ key, label }) => ({ key, label: say(label) })) };
  };
  return (
    <Suspense fallback={<Skeleton height={(props.minLines ?? 2) * 20 + 16} />}>
      <Editor {...props} optionsBefore={choicesBefore} />
    </Suspense>
  );
}
