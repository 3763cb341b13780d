import { useNavigate, useParams } from 'react-router';
import { assign } from '@/canvas/lists';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { Part, TextPair } from '../kit/controls';
import { NamePair } from '../kit/DocumentParts';
import data from '../data/data.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import { MenuPart } from './MenuPart';
import { ParametersPart } from './ParametersPart';
import { settingWords } from './words';

export function SettingsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const s = settingWords.use();
  const navigate = useNavigate();
  const { handle, error, retry } = useDocument(app, 'app', 'app');
  if (error) return <ErrorState error={error} onRetry={retry} />;
  return (
    <BuilderPage
      crumbs={[{ label: t('settings'), to: paths.build(app, '/settings') }]}
      handle={handle as DocumentHandle<object> | undefined}
    >
      {!handle ? (
        <FormSkeleton />
      ) : (
        <div style={{ maxWidth: 860, margin: '0 auto' }}>
          <div className={data.sheet}>
            <Part title={s('app')}>
              <ProblemsAt
                problems={handle.open.problems.filter(
                  (problem) => !/^\/(settings|home)/.test(problem.pointer),
                )}
                at=""
              />
              <NamePair handle={handle} />
              <TextPair
                label={s('summary')}
                rows={2}
                value={handle.document.summary}
                onChange={(summary) =>
                  handle.change((draft) => assign(draft, 'summary', summary), { merge: 'summary' })
                }
              />
            </Part>
          </div>
          <div className={data.sheet}>
            <ParametersPart handle={handle} />
          </div>
          <div className={data.sheet}>
            <MenuPart
              app={app}
              start={handle.document.start}
              onStart={(key) => {
                handle.change((draft) => {
                  draft.start = key;
                });
                void navigate(paths.build(app, '/settings'));
              }}
            />
          </div>
        </div>
      )}
    </BuilderPage>
  );
}
