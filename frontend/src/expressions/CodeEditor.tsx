import { autocompletion, closeBrackets, completionKeymap, pickedCompletion } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { EditorState, StateEffect } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, useState } from 'react';
import { isProblem } from '@/api/problem';
import type { ParsedExpression } from '@/api/types';
import { nonce } from '@/ui/theme';
import { FormulaReading } from '@/ui/FormulaReading';
import { bracketed, sentences } from '@/i18n/lists';
import type { ExpressionEditorProps } from './ExpressionEditor';
import css from './CodeEditor.module.css';
import { useDraftSaves, useOnSaved } from './draft';
import { parseExpression } from './parse';
import { words } from './words';

const language = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/"(?:[^"]|"")*"?/)) return 'string';
    if (stream.match(/\d+(\.\d*)?/)) return 'number';
    if (stream.match(/(AND|OR|NOT|IN|TRUE|FALSE)\b/i)) return 'keyword';
    if (stream.match(/[A-Za-z_][A-Za-z0-9_]*(?=\s*\()/)) return 'function';
    if (stream.match(/[A-Za-z_][A-Za-z0-9_]*/)) return 'variableName';
    stream.next();
    return 'operator';
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.string, color: 'var(--green-shade)' },
  { tag: tags.number, color: 'var(--teal-shade)' },
  { tag: tags.keyword, color: 'var(--blue-shade)', fontWeight: '600' },
  { tag: tags.function(tags.variableName), color: 'var(--amber-shade)' },
]);

const look = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--font-mono)', padding: '6px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--text-faint)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface-raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent-tint)',
    color: 'var(--text)',
  },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--accent-tint) !important',
  },
});

/** Positions count code points on the server and UTF-16 units here. */
function toUnits(text: string, position: number): number {
  return [...text].slice(0, position).join('').length;
}
function toPoints(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}

const KINDS = ['field', 'list', 'reference', 'prefix', 'function', 'operator'] as const;

/** What is proposed, in the person's language. */
function kindName(kind: string): string {
  const known = KINDS.find((one) => one === kind);
  return known ? words.say(`kind_${known}`) : kind;
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

/** The draft has been saved: what the text was told may be said of names that have come or gone since. */
const namesChanged = StateEffect.define();

const NAMED = ['field', 'list', 'reference'];
type Fault = ParsedExpression['errors'][number];

/** The word in another script than keys are written in, such as a label, that a fault lies in; by code points. */
function labelAt(text: string, { position }: Fault): { word: string; start: number } | null {
  for (const found of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
    const start = toPoints(text, found.index);
    const inside = position >= start && position < start + [...found[0]].length;
    if (inside && /[^\x20-\x7e]/.test(found[0])) return { word: found[0], start };
  }
  return null;
}

export interface CodeEditorProps extends ExpressionEditorProps {
  /** The values of a choice that the text before the cursor asks for, and where what they replace begins. */
  optionsBefore?: (text: string) => { from: number; options: { key: string; label: string }[] } | null;
}

export function CodeEditor(props: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const saves = useDraftSaves();
  /** Fields made just before must be known to the server before it is asked about a text that names them. */
  const settled = useRef<Promise<void>>(Promise.resolve());
  const settle = useRef(saves.settle);
  useEffect(() => {
    latest.current = props;
    settle.current = saves.settle;
  });
  useOnSaved(props.draft ?? false, () => view.current?.dispatch({ effects: namesChanged.of(null) }));
  const [parsed, setParsed] = useState<ParsedExpression | null>(null);

  useEffect(() => {
    if (!host.current) return;
    const ask = async (text: string, position?: number) => {
      await settled.current;
      const { app, entity, context, draft, extra } = latest.current;
      return parseExpression({ app, entity, context, draft, extra, text, position });
    };
    const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
      const text = context.state.doc.toString();
      const choice = latest.current.optionsBefore?.(text.slice(0, context.pos));
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
        return {
          from: word?.from ?? context.pos,
          options: answer.completions.map((item) => ({
            label: item.key,
            displayLabel: item.label && item.label !== item.key ? `${item.label} · ${item.key}` : item.key,
            detail: kindName(item.kind),
            info: item.help || undefined,
            apply: item.insert || item.key,
            type: item.kind === 'function' ? 'function' : 'variable',
          })),
          // The server matches keys and labels of every language, anywhere in them.
          filter: false,
        };
      } catch {
        return null;
      }
    };
    const remedied = (text: string, faults: Fault[]): Promise<Fault[]> =>
      Promise.all(
        faults.map(async (fault) => {
          const label = labelAt(text, fault);
          if (!label) return fault;
          const length = [...label.word].length;
          const answer = await ask(text, label.start + length);
          const meant = answer.completions.filter((one) => NAMED.includes(one.kind)).slice(0, 3);
          if (meant.length === 0) return fault;
          const names = meant.map((one) => bracketed(one.label, one.insert)).join(words.say('or'));
          const hint = words.say('didYouMean', { names });
          const message = words.say('labelNoKey', { label: label.word });
          return { ...fault, position: label.start, length, message, hint };
        }),
      );
    const check = linter(
      async (current) => {
        const text = current.state.doc.toString();
        if (text.trim() === '') {
          setParsed(null);
          return [];
        }
        try {
          const told = await ask(text);
          const answer = { ...told, errors: await remedied(text, told.errors) };
          if (current.state.doc.toString() !== text) return [];
          setParsed(answer);
          latest.current.onParsed?.(answer);
          return answer.errors.map((error) => {
            const from = Math.min(toUnits(text, error.position), text.length);
            const to = Math.min(
              text.length,
              Math.max(from + 1, toUnits(text, error.position + (error.length ?? 1))),
            );
            return {
              from: Math.min(from, to),
              to,
              severity: 'error' as const,
              message: sentences([error.message, error.hint]),
            };
          });
        } catch (problem) {
          if (isProblem(problem)) setParsed(null);
          return [];
        }
      },
      {
        delay: 300,
        needsRefresh: ({ transactions }) =>
          transactions.some(({ effects }) => effects.some((effect) => effect.is(namesChanged))),
      },
    );
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          language,
          syntaxHighlighting(colours),
          look,
          nonce ? EditorView.cspNonce.of(nonce) : [],
          history(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ override: [complete], activateOnTyping: true, icons: false }),
          check,
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': latest.current.label, spellcheck: 'false' }),
          placeholderText(latest.current.placeholder ?? ''),
          EditorView.domEventHandlers({
            focus: () => {
              if (latest.current.draft) settled.current = settle.current();
            },
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    if (latest.current.autoFocus) editor.focus();
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== props.value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.value } });
  }, [props.value]);

  const errors = props.value.trim() ? (parsed?.errors ?? []) : [];
  return (
    <div style={{ display: 'grid', gap: 6 }}>
      <div
        ref={host}
        className={`${css.editor} ${errors.length > 0 ? css.invalid : ''}`}
        style={{ minHeight: (props.minLines ?? 2) * 20 + 12 }}
      />
      {errors.length > 0 ? (
        <ul className={css.problems} role="alert">
          {errors.slice(0, 3).map((error, index) => (
            <li key={index}>{sentences([error.message, error.hint])}</li>
          ))}
        </ul>
      ) : (
        props.value.trim() !== '' && <FormulaReading reading={parsed?.reading} />
      )}
    </div>
  );
}
