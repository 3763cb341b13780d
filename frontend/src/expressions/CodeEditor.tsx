import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { EditorState, StateEffect } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText, tooltips } from '@codemirror/view';
import { BulbOutlined, PlusSquareOutlined } from '@ant-design/icons';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { isProblem } from '@/api/problem';
import type { ParsedExpression } from '@/api/types';
import { bracketed, sentences } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { FormulaReading } from '@/ui/FormulaReading';
import { Skeleton } from '@/ui/Skeletons';
import { nonce } from '@/ui/theme';
import css from './CodeEditor.module.css';
import { completionOf } from './codeCompletion';
import { colours, language, look, toUnits } from './codeLook';
import { useDraftSaves, useOnSaved } from './draft';
import type { ExpressionEditorProps } from './ExpressionEditor';
import { useFunctions } from './functions';
import type { Inserted } from './InsertPanel';
import { parseExpression } from './parse';
import { SignatureHint } from './SignatureHint';
import { Trial } from './Trial';
import { words } from './words';

const InsertPanel = lazy(() => import('./InsertPanel').then((module) => ({ default: module.InsertPanel })));

/** The draft has been saved: what the text was told may be said of names that have come or gone since. */
const namesChanged = StateEffect.define();

type Fault = ParsedExpression['errors'][number];
type Fix = Fault['fixes'][number];

export interface CodeEditorProps extends ExpressionEditorProps {
  /** The values of a choice that the text before the cursor asks for, and where what they replace begins. */
  optionsBefore?: (text: string) => { from: number; options: { key: string; label: string }[] } | null;
}

/** What a change that mends a fault does, in words. */
function fixName(text: string, { position, length, insert, label }: Fix): string {
  const points = [...text];
  const before = points.slice(position, position + length).join('');
  const shown = label && label !== insert ? bracketed(label, insert) : insert.trim();
  if (insert === '') return words.say('fixRemove', { text: before.trim() });
  if (length === 0) return words.say('fixInsert', { text: shown });
  if (length === points.length && points.length > 12) return words.say('fixAll', { text: insert });
  return words.say('fixReplace', { text: shown });
}

export function CodeEditor(props: CodeEditorProps) {
  const t = words.use();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const saves = useDraftSaves();
  const functions = useFunctions();
  const known = useRef(functions);
  /** Fields made just before must be known to the server before it is asked about a text that names them. */
  const settled = useRef<Promise<void>>(Promise.resolve());
  const settle = useRef(saves.settle);
  useEffect(() => {
    latest.current = props;
    settle.current = saves.settle;
    known.current = functions;
  });
  useOnSaved(props.draft ?? false, () => view.current?.dispatch({ effects: namesChanged.of(null) }));
  const [parsed, setParsed] = useState<ParsedExpression | null>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [inserting, setInserting] = useState(false);

  useEffect(() => {
    if (!host.current) return;
    const ask = async (text: string, position?: number) => {
      await settled.current;
      const { app, entity, context, draft, rows, form, field, extra } = latest.current;
      return parseExpression({ app, entity, context, draft, rows, form, field, extra, text, position });
    };
    const check = linter(
      async (current) => {
        const text = current.state.doc.toString();
        if (text.trim() === '') {
          setParsed(null);
          return [];
        }
        try {
          const answer = await ask(text);
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
              // At the end of the text the last sign is marked, so that there is something to see.
              from: Math.max(0, Math.min(from, to - 1)),
              to,
              severity: 'error' as const,
              message: sentences([error.message, error.hint]),
              actions: error.fixes.map((fix) => ({
                name: fixName(text, fix),
                apply: (editor: EditorView) => applyFix(editor, text, fix),
              })),
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
    const complete = completionOf({
      ask,
      functions: () => known.current,
      optionsBefore: (text) => latest.current.optionsBefore?.(text) ?? null,
    });
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
          // Over whatever is near: a panel that ends below the text would cut the list.
          tooltips({ parent: host.current.closest('dialog') ?? document.body }),
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
            if (update.docChanged || update.selectionSet || update.focusChanged)
              setCaret(update.state.selection.main.head);
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

  const insert = ({ text, caret: inside }: Inserted) => {
    const editor = view.current;
    if (!editor) return;
    const { from, to } = editor.state.selection.main;
    const doc = editor.state.doc.toString();
    const before = /[\p{L}\p{N}_)"]$/u.test(doc.slice(0, from)) && !text.startsWith(' ') ? ' ' : '';
    const after = /^[\p{L}\p{N}_("]/u.test(doc.slice(to)) && !text.endsWith(' ') ? ' ' : '';
    editor.dispatch({
      changes: { from, to, insert: before + text + after },
      selection: { anchor: from + before.length + (inside ?? text.length) },
      scrollIntoView: true,
      userEvent: 'input',
    });
  };

  const errors = props.value.trim() ? (parsed?.errors ?? []) : [];
  const { app, entity, context, draft, extra, rows, form } = props;
  const place = { app, entity, context, draft, rows, form };
  return (
    <div className={css.whole}>
      <div
        ref={host}
        className={`${css.editor} ${errors.length > 0 ? css.invalid : ''}`}
        style={{ minHeight: (props.minLines ?? 2) * 20 + 12 }}
      />
      {caret !== null && <SignatureHint text={props.value} caret={caret} />}
      {errors.length > 0 ? (
        <div role="alert">
          <ul className={css.problems}>
            {errors.slice(0, 3).map((error, index) => (
              <li key={index}>
                {sentences([error.message, error.fixes.length > 0 ? null : error.hint])}
                {error.fixes.length > 0 && (
                  <span className={css.fixes}>
                    {error.fixes.map((fix, at) => (
                      <Button
                        key={at}
                        small
                        icon={<BulbOutlined aria-hidden />}
                        onClick={() => view.current && applyFix(view.current, props.value, fix)}
                      >
                        {fixName(props.value, fix)}
                      </Button>
                    ))}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        props.value.trim() !== '' && !props.bare && <FormulaReading reading={parsed?.reading} />
      )}
      <div className={css.tools}>
        <Button
          small
          look="quiet"
          icon={<PlusSquareOutlined aria-hidden />}
          aria-expanded={inserting}
          onClick={() => setInserting(!inserting)}
        >
          {t('insert')}
        </Button>
        {!props.bare && errors.length === 0 && <Trial place={place} text={props.value} />}
        {inserting && (
          <Suspense fallback={<Skeleton height={160} />}>
            <InsertPanel
              place={place}
              extra={extra}
              text={props.value}
              caret={caret ?? props.value.length}
              onInsert={insert}
              onClose={() => {
                setInserting(false);
                view.current?.focus();
              }}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}

/** Mend a fault, if the text is still what it was found in. */
function applyFix(editor: EditorView, text: string, { position, length, insert }: Fix) {
  if (editor.state.doc.toString() !== text) return;
  const from = toUnits(text, position);
  const to = toUnits(text, position + length);
  editor.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    userEvent: 'input',
  });
  editor.focus();
}
