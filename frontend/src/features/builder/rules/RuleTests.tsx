import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { TestResult, TestResults } from '@/api/types';
import { assign } from '@/canvas/lists';
import { useParsed } from '@/expressions';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { StateTag } from '@/ui/StateTag';
import { appPath } from '../draft/api';
import type { RuleDocument, RuleTestDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { RemoveButton, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import css from './rules.module.css';
import { Differences, Sample } from './TestDifferences';
import { testWords } from './testWords';

/** The simulations that are kept as tests of a rule: what came of each just now, and what is expected. */
export function RuleTests({ handle }: { handle: DocumentHandle<RuleDocument> }) {
  const w = testWords.use();
  const text = useText();
  const problemText = useProblemText();
  const title = useId();
  const { app, document: rule } = handle;
  const tests = rule.tests ?? [];
  const live = useApp(app).data;
  // What counts is what was asked: a change of the rule, or of a test, makes the answer an old one.
  const asked = JSON.stringify({ ...rule, name: null, description: null });
  const results = useQuery({
    queryKey: ['rule-tests', app, rule.key, asked],
    queryFn: async () => {
      await handle.save();
      return api.post<TestResults>(appPath(app, `/rules/${encodeURIComponent(rule.key)}/tests`), {});
    },
    enabled: false,
    staleTime: Infinity,
    retry: false,
  });
  if (tests.length === 0 || !live?.entities[rule.entity]) return null;
  const found = new Map((results.data?.items ?? []).map((one) => [one.test, one]));
  const change = (at: number, edit: (test: RuleTestDocument) => void, merge?: string) =>
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
        <details key={test.id} className={css.run}>
          <summary>
            <Outcome result={found.get(test.id)} />
            <span className={css.runTitle}>{text(test.name)}</span>
          </summary>
          <div className={kit.stack} style={{ paddingBlock: 8 }}>
            {found.get(test.id)?.error && <p className={kit.bad}>{found.get(test.id)?.error}</p>}
            <Differences
              app={live}
              entity={rule.entity}
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
              <Sample app={live} entity={rule.entity} values={test.given} />
            </div>
            <div>
              <h3 className={css.changeHead}>{w('expected')}</h3>
              <Expected app={live} rule={rule} test={test} />
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

type LiveApp = NonNullable<ReturnType<typeof useApp>['data']>;

/** What the rule is to do with the record of a test. */
function Expected({ app, rule, test }: { app: LiveApp; rule: RuleDocument; test: RuleTestDocument }) {
  const w = testWords.use();
  const text = useText();
  const { outcome, set, holds, made, told, sent } = test.expect;
  return (
    <>
      <p>{w(`expect_${outcome}`)}</p>
      {set && <Sample app={app} entity={rule.entity} values={set} />}
      {holds && <Holds app={app.key} entity={rule.entity} condition={holds} />}
      {Object.entries(made ?? {}).map(([key, count]) => (
        <p key={key}>{w('expectMade', { count, entity: text(app.entities[key]?.name) || key })}</p>
      ))}
      {told !== undefined && <p>{w('expectTold', { count: told })}</p>}
      {sent !== undefined && <p>{w('expectSent', { count: sent })}</p>}
    </>
  );
}

/** A condition on the record afterwards, in plain words. */
function Holds({ app, entity, condition }: { app: string; entity: string; condition: string }) {
  const w = testWords.use();
  const text = useText();
  const read = useParsed({ draft: true, app, entity, context: 'rule' }, condition).data;
  return <p>{w('expectHolds', { condition: text(read?.reading) || condition })}</p>;
}

/** Let a test expect what was found. */
function taken(test: RuleTestDocument, differences: TestResult['differences']): void {
  for (const { about, key, found } of differences) {
    if (about === 'set') test.expect.set = { ...test.expect.set, [key ?? '']: found };
    else if (about === 'made') test.expect.made = { ...test.expect.made, [key ?? '']: Number(found) };
    else if (about === 'holds') delete test.expect.holds;
    else if (about === 'outcome') test.expect.outcome = found as RuleTestDocument['expect']['outcome'];
    else test.expect[about] = Number(found);
  }
}
