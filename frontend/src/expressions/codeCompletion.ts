/** What is proposed while one types: names and functions from the server, the values of choices. */
import { pickedCompletion } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import type { ExpressionCompletion, ParsedExpression } from '@/api/types';
import { toPoints } from './codeLook';
import type { FunctionItem } from './functions';
import { words } from './words';

const KINDS = ['field', 'list', 'reference', 'prefix', 'function', 'operator'] as const;

/** What is proposed, in the person's language. */
export function kindName(kind: string): string {
  const known = KINDS.find((one) => one === kind);
  return known ? words.say(`kind_${known}`) : kind;
}

/** A name with its key; along a reference with its path. */
function shownName({ label, key, insert }: ExpressionCompletion): string {
  if (!label || label === key) return key;
  return `${label} · ${label.includes(' › ') ? insert : key}`;
}

/** A value of a choice is written in quotes, in the place of what was typed and of the closing quote behind it. */
function applyValue(view: EditorView, completion: Completion, from: number, to: number) {
  const end = view.state.sliceDoc(to, to + 1) === '"' ? to + 1 : to;
  const insert = `"${completion.label}"`;
  view.dispatch({
    changes: { from, to: end, insert },
    selection: { anchor: from + insert.length },
    annotations: pickedCompletion.of(completion),
    userEvent: 'input.complete',
  });
}

/** A function is written with both its parentheses, and one goes on between them. */
function applyFunction(insert: string) {
  return (view: EditorView, completion: Completion, from: number, to: number) => {
    const open = view.state.sliceDoc(to, to + 1) === '(';
    const text = open ? insert.slice(0, -1) : `${insert})`;
    view.dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + insert.length },
      annotations: pickedCompletion.of(completion),
      userEvent: 'input.complete',
    });
  };
}

export interface CompletionSource {
  ask: (text: string, position: number) => Promise<ParsedExpression>;
  functions: () => FunctionItem[];
  optionsBefore: (text: string) => { from: number; options: { key: string; label: string }[] } | null;
}

export function completionOf({ ask, functions, optionsBefore }: CompletionSource) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const choice = optionsBefore(text.slice(0, context.pos));
    if (choice)
      return {
        from: choice.from,
        options: choice.options.map(({ key, label }) => ({
          label: key,
          displayLabel: label && label !== key ? `${label} · ${key}` : key,
          apply: applyValue,
        })),
        filter: false,
      };
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_.]*$/u);
    if (!word && !context.explicit) return null;
    try {
      const answer = await ask(text, toPoints(text, context.pos));
      const known = functions();
      return {
        from: word?.from ?? context.pos,
        options: answer.completions.map((item) => {
          const example = known.find((one) => one.name === item.key)?.examples[0];
          const shown = example?.filter(Boolean).join(' → ');
          return {
            label: item.key,
            displayLabel: shownName(item),
            detail: kindName(item.kind),
            info: [item.help, shown].filter(Boolean).join('\n') || undefined,
            apply: item.kind === 'function' ? applyFunction(item.insert) : item.insert || item.key,
            type: item.kind === 'function' ? 'function' : 'variable',
          };
        }),
        // The server matches keys and labels of every language, anywhere in them.
        filter: false,
      };
    } catch {
      return null;
    }
  };
}
