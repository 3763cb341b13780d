import { ApartmentOutlined } from '@ant-design/icons';
import { useNavigate, useParams } from 'react-router';
import { useApp } from '@/api/queries';
import { seenFlows } from '@/app/menu';
import { FlowFigures } from '@/flows/figures/FlowFigures';
import { figuresWords } from '@/flows/figures/words';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { EmptyState, ErrorState, PageFrame, PageHeader, PageSkeleton } from '@/ui';
import { Field } from '@/ui/Inputs';
import { paths } from '@/ui/paths';
import css from './figures.module.css';

/** How the requests of an app's flows go, for whoever sees their records. */
export function FiguresPage() {
  const { app = '', flow } = useParams();
  const f = figuresWords.use();
  const shared = common.use();
  const text = useText();
  const navigate = useNavigate();
  const { data, error, refetch } = useApp(app);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const flows = seenFlows(data);
  const shown = flow ?? flows[0]?.key;
  return (
    <PageFrame header={<PageHeader title={shared('figures')} />}>
      {shown === undefined ? (
        <EmptyState icon={<ApartmentOutlined />} text={f('noFlows')} />
      ) : (
        <div className={css.page}>
          <Field label={f('flow')}>
            {(id) => (
              <select
                id={id}
                value={shown}
                onChange={(event) => void navigate(paths.figures(app, event.target.value), { replace: true })}
              >
                {flows.map(({ key, name }) => (
                  <option key={key} value={key}>
                    {text(name) || key}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <FlowFigures key={shown} app={app} flow={shown} />
        </div>
      )}
    </PageFrame>
  );
}
