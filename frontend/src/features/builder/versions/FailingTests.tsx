import { ExclamationCircleOutlined } from '@ant-design/icons';
import { useApp } from '@/api/queries';
import type { TestResult } from '@/api/types';
import { useText } from '@/i18n';
import { LinkButton } from '@/ui/Button';
import { useEntries } from '../draft/api';
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

/** The tests of rules for which nothing was published, with what differs; who knows better publishes all the same. */
export function FailingTests({ app, tests, regardless, onRegardless }: FailingTestsProps) {
  const v = versionWords.use();
  const text = useText();
  const rules = useEntries(app, 'rule');
  const { documents } = useDocuments(app, 'rule');
  const live = useApp(app).data;
  return (
    <div role="group" aria-label={v('failingTests')}>
      {tests.map((test) => {
        const to = roomOf(app, 'rule', test.rule);
        const entity = documents[test.rule]?.entity;
        return (
          <div key={test.test} className={css.step} data-severity="danger">
            <span title={v('testFails')}>
              <ExclamationCircleOutlined className={css.icon_danger} aria-hidden />
            </span>
            <span>
              {text(rules.find((one) => one.key === test.rule)?.name) || test.rule} › {text(test.name)}
              {test.error && <small>{test.error}</small>}
              {live && entity && <Differences app={live} entity={entity} differences={test.differences} />}
            </span>
            {to && (
              <LinkButton small to={to}>
                {v('toRule')}
              </LinkButton>
            )}
          </div>
        );
      })}
      <CheckInput label={v('regardless')} value={regardless} onChange={onRegardless} />
    </div>
  );
}
