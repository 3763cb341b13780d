import { ExclamationCircleOutlined } from '@ant-design/icons';
import { useApp } from '@/api/queries';
import type { TestResult } from '@/api/types';
import { useText } from '@/i18n';
import { LinkButton } from '@/ui/Button';
import { useDocuments } from '../draft/store';
import { CheckInput } from '../kit/controls';
import { Differences } from '../rules/TestDifferences';
import { roomOf } from '../shell/places';
import css from './versions.module.css';
import { versionWords } from './words';

interface FailingTestsProps {
  app: string;
  tests: TestResult[];
  regardless: boolean;
  onRegardless: (regardless: boolean) => void;
}

/** The tests for which nothing was published, with what differs; who knows better publishes all the same. */
export function FailingTests({ app, tests, regardless, onRegardless }: FailingTestsProps) {
  const v = versionWords.use();
  return (
    <div role="group" aria-label={v('failingTests')}>
      {tests.map((test) => (
        <FailingTest key={`${test.kind}/${test.key}/${test.test}`} app={app} test={test} />
      ))}
      <CheckInput label={v('regardless')} value={regardless} onChange={onRegardless} />
    </div>
  );
}

function FailingTest({ app, test }: { app: string; test: TestResult }) {
  const v = versionWords.use();
  const text = useText();
  const { documents } = useDocuments(app, test.kind);
  const live = useApp(app).data;
  const to = roomOf(app, test.kind, test.key, `/tests/${test.place}`);
  const document = documents[test.key];
  return (
    <div className={css.step} data-severity="danger">
      <span title={v('testFails')}>
        <ExclamationCircleOutlined className={css.icon_danger} aria-hidden />
      </span>
      <span>
        {text(document?.name) || test.key} › {text(test.name)}
        {test.error && <small>{test.error}</small>}
        {live && document && (
          <Differences app={live} kind={test.kind} document={document} differences={test.differences} />
        )}
        {test.kind !== 'rule' && test.why && <small>{test.why}</small>}
      </span>
      {to && (
        <LinkButton small to={to}>
          {v('toTest')}
        </LinkButton>
      )}
    </div>
  );
}
