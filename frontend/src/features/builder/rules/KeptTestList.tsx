import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { TestResult, TestResults } from '@/api/types';
import { assign } from '@/canvas/lists';
import { isWithin } from '@/canvas/pointers';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { StateTag } from '@/ui/StateTag';
import { appPath } from '../draft/api';
import type { TestDocument, TestedDocument, TestedKind } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { RemoveButton, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { FOLDERS } from './keptTests';
import css from './rules.module.css';
import { Differences, Sample } from './TestDifferences';
import { Expected } from './TestExpected';
import { testWords } from './testWords';

/** The simulations that are kept as tests of a document: what came of each just now, and what is expected. */
export function KeptTestList({ handle, shown }: { handle: DocumentHandle<TestedDocument>; shown: string }) {
  const w = testWords.use();
  const text = useText();
  const problemText = useProblemText();
  const title = useId();
  const { app, document } = handle;
  const kind = handle.kind as TestedKind;
  const tests = document.tests ?? [];
  const live = useApp(app).data;
  // What counts is what was asked: a change of the document, or of a test, makes the answer an old one.
  const asked = JSON.stringify({ ...document, name: null, description: null });
  const results = useQuery({
    queryKey: ['kept-tests', app, kind, document.key, asked],
    queryFn: async () => {
      await handle.save();
      const path = `/${FOLDERS[kind]}/${encodeURIComponent(document.key)}/tests`;
      return api.post<TestResults>(appPath(app, path), {});
    },
    enabled: false,
    staleTime: Infinity,
    retry: false,
  });
  const isShown = (at: number) => isWithin(shown, `/tests/${at}`);
  if (tests.length === 0 || !live?.entities[document.entity]) return null;
  const found = new Map((results.data?.items ?? []).map((one) => [one.test, one]));
  const change = (at: number, edit: (test: TestDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const test = draft.tests?.[at];
        if (test) edit(test);
      },
      merge ? { merge } : undefined,
    );
  const failed = results.data?.items.filter((one) => !one.passed).length ?? 0;
  return (
    <section className={css.block} aria-labelledby={title}>
      <h2 id={title}>{w('title')}</h2>
      <p className="muted caption">{w('help')}</p>
      <span className={kit.row}>
        <Button busy={results.isFetching} onClick={() => void results.refetch()}>
          {w('runAll')}
        </Button>
        <span role="status">
          {results.data &&
            !results.isFetching &&
            (failed > 0
              ? w('someFailed', { count: failed, total: tests.length })
              : w('allPassed', { count: tests.length }))}
        </span>
      </span>
      {results.error && (
        <span className={kit.bad} role="alert">
          {problemText(results.error)}
        </span>
      )}
      {tests.map((test, at) => (
        <details key={test.id} ref={isShown(at) ? inSight : undefined} className={css.run} open={isShown(at)}>
          <summary>
            <Outcome result={found.get(test.id)} />
            <span className={css.runTitle}>{text(test.name)}</span>
          </summary>
          <div className={kit.stack} style={{ paddingBlock: 8 }}>
            <ProblemsAt problems={handle.open.problems} at={`/tests/${at}`} />
            {found.get(test.id)?.error && (
              <p className={`${kit.bad} ${css.lines}`}>{found.get(test.id)?.error}</p>
            )}
            <Differences
              app={live}
              kind={kind}
              document={document}
              differences={found.get(test.id)?.differences ?? []}
            />
            {found.get(test.id)?.why && <p className="muted">{found.get(test.id)?.why}</p>}
            <TextPair
              label={w('name')}
              value={test.name}
              onChange={(name) =>
                change(at, (draft) => void (draft.name = name ?? {}), `test.${test.id}.name`)
              }
            />
            <div>
              <h3 className={css.changeHead}>{w('given')}</h3>
              <Sample app={live} entity={document.entity} values={test.given} />
            </div>
            <div>
              <h3 className={css.changeHead}>{w('expected')}</h3>
              <Expected
                app={live}
                handle={handle}
                test={test}
                onChange={(edit, merge) => change(at, edit, `test.${test.id}.${merge}`)}
              />
            </div>
            <span className={kit.row}>
              {(found.get(test.id)?.differences ?? []).length > 0 && (
                <Button
                  small
                  onClick={() => change(at, (draft) => taken(draft, found.get(test.id)?.differences ?? []))}
                >
                  {w('take')}
                </Button>
              )}
              <RemoveButton
                label={w('remove', { name: text(test.name) })}
                onClick={() =>
                  handle.change((draft) => {
                    const kept = (draft.tests ?? []).filter((one) => one.id !== test.id);
                    assign(draft, 'tests', kept.length > 0 ? kept : undefined);
                  })
                }
              />
            </span>
          </div>
        </details>
      ))}
    </section>
  );
}

function Outcome({ result }: { result: TestResult | undefined }) {
  const w = testWords.use();
  if (!result) return <StateTag colour="grey">{w('notRun')}</StateTag>;
  return (
    <StateTag colour={result.passed ? 'green' : 'red'}>{w(result.passed ? 'passed' : 'failed')}</StateTag>
  );
}

const inSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'center' });

/** Let a test expect what was found. */
function taken(test: TestDocument, differences: TestResult['differences']): void {
  for (const { about, key, found } of differences) {
    if (about === 'set') test.expect.set = { ...test.expect.set, [key ?? '']: found };
    else if (about === 'made') test.expect.made = { ...test.expect.made, [key ?? '']: Number(found) };
    else if (about === 'holds') delete test.expect.holds;
    else if (about === 'outcome') test.expect.outcome = found as TestDocument['expect']['outcome'];
    else if (about === 'score') test.expect.score = found as string;
    else if (about === 'band') test.expect.band = found as string | null;
    else if (about === 'output') {
      const outputs = { ...test.expect.outputs, [key ?? '']: found as string | string[] };
      if (found === null) delete outputs[key ?? ''];
      assign(test.expect, 'outputs', Object.keys(outputs).length > 0 ? outputs : undefined);
    } else test.expect[about] = Number(found);
  }
}
