import { CheckOutlined, ExclamationCircleOutlined, InfoCircleOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { isProblem } from '@/api/problem';
import { keys } from '@/api/queries';
import type { TestResult } from '@/api/types';
import { useText } from '@/i18n';
import { Button, LinkButton } from '@/ui/Button';
import { ErrorState, useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { FieldRoles } from '../data/FieldRoles';
import { draftApi, draftKeys } from '../draft/api';
import type { PlanStep } from '../draft/api';
import { flushAll } from '../draft/store';
import { CheckInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { isUntranslated, ProblemList } from '../shell/ProblemsDialog';
import css from './versions.module.css';
import { versionWords } from './words';

const FailingTests = lazy(() =>
  import('./FailingTests').then((module) => ({ default: module.FailingTests })),
);

const icons = {
  ok: <CheckOutlined className={css.icon_ok} aria-hidden />,
  notice: <InfoCircleOutlined className={css.icon_notice} aria-hidden />,
  danger: <ExclamationCircleOutlined className={css.icon_danger} aria-hidden />,
};

/** What publishing would do, in words and in numbers; what loses something wants a tick. */
export function PlanSheet({ app }: { app: string }) {
  const v = versionWords.use();
  const text = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [accepted, setAccepted] = useState<Set<string>>(new Set());
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [failing, setFailing] = useState<TestResult[]>([]);
  const [regardless, setRegardless] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const plan = useQuery({
    queryKey: draftKeys.plan(app),
    queryFn: async () => {
      await flushAll(app);
      return draftApi.plan(app);
    },
    retry: false,
  });
  if (plan.error) return <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />;
  if (!plan.data) return <Skeleton height={160} />;
  const { steps, problems, summary, version, hash } = plan.data;
  const asked = steps.flatMap((step) => (step.accept ? [step.accept] : []));
  const missing = asked.filter((id) => !accepted.has(id));
  const faults = problems.some((problem) => problem.severity !== 'warning');
  const empty = steps.length === 0 && summary.added + summary.changed + summary.removed === 0;

  const publish = async () => {
    setBusy(true);
    setRefused(null);
    setFailing([]);
    try {
      const answer = await draftApi.publish(app, {
        plan: hash,
        accept: regardless ? [...asked, 'tests'] : asked,
        ...(note.trim() ? { note: note.trim() } : {}),
      });
      setDone(answer.version);
      setNote('');
      setAccepted(new Set());
      setRegardless(false);
      await client.invalidateQueries({ queryKey: draftKeys.all(app) });
      await client.invalidateQueries({ queryKey: keys.app(app) });
      await client.invalidateQueries({ queryKey: keys.me });
    } catch (error) {
      if (isProblem(error) && error.status === 409) {
        setRefused(v('stale'));
        await plan.refetch();
      } else {
        setRefused(problemText(error));
        if (isProblem(error)) setFailing((error.tests as TestResult[] | undefined) ?? []);
      }
    } finally {
      setBusy(false);
    }
  };
  const step = (each: PlanStep, index: number) => (
    <div key={index} className={css.step} data-severity={each.severity}>
      <span title={v(`severity_${each.severity}`)}>{icons[each.severity]}</span>
      <span>
        {text(each.title)}
        {each.detail && <small>{text(each.detail)}</small>}
        {each.field && (
          <FieldRoles
            app={app}
            entity={each.field.split('.')[0] ?? ''}
            fieldKey={each.field.split('.')[1] ?? ''}
            onChanged={() => void plan.refetch()}
          />
        )}
        {each.rows ? <small>{v('rows', { count: each.rows })}</small> : null}
      </span>
      {each.accept && (
        <CheckInput
          label={v('accept')}
          value={accepted.has(each.accept)}
          onChange={(tick) =>
            setAccepted((before) => {
              const next = new Set(before);
              if (tick) next.add(each.accept ?? '');
              else next.delete(each.accept ?? '');
              return next;
            })
          }
        />
      )}
    </div>
  );
  return (
    <section className={css.sheet} aria-label={v('plan')}>
      <div className={css.sheetHead}>
        <h2>{empty ? v('plan') : v('planTitle', { version })}</h2>
        {!empty && <span className="muted figures">{v('summary', { ...summary })}</span>}
      </div>
      {done !== null && empty && (
        <div className={css.step} role="status">
          {icons.ok}
          <strong>{v('published', { version: done })}</strong>
          <LinkButton small to={paths.app(app)}>
            {v('useIt')}
          </LinkButton>
        </div>
      )}
      {empty && done === null && !faults && (
        <p className="muted" style={{ padding: 16 }}>
          {v('nothing')}
        </p>
      )}
      {problems.length > 0 && (faults || !empty) && (
        <div style={{ padding: '12px 16px' }}>
          {!problems.every(isUntranslated) && <p>{v(faults ? 'fixFirst' : 'worthALook')}</p>}
          <ProblemList app={app} problems={problems} />
        </div>
      )}
      {steps.map(step)}
      {!empty && (
        <div className={css.foot}>
          <TextInput label={v('note')} value={note} onChange={setNote} />
          {refused && (
            <p role="alert" className={kit.bad}>
              {refused}
            </p>
          )}
          {failing.length > 0 && (
            <Suspense fallback={<Skeleton height={60} />}>
              <FailingTests app={app} tests={failing} regardless={regardless} onRegardless={setRegardless} />
            </Suspense>
          )}
          {regardless && !note.trim() && <p className="muted caption">{v('whyRegardless')}</p>}
          {missing.length > 0 && <p className="muted caption">{v('acceptAll')}</p>}
          <span className={kit.row}>
            <Button
              look="primary"
              busy={busy}
              disabled={faults || missing.length > 0 || (regardless && !note.trim())}
              onClick={() => void publish()}
            >
              {busy ? v('publishing') : v('publish')}
            </Button>
            <Button look="quiet" onClick={() => void plan.refetch()}>
              {v('refreshPlan')}
            </Button>
          </span>
        </div>
      )}
    </section>
  );
}
