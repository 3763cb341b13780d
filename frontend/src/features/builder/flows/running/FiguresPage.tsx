import { useParams } from 'react-router';
import { useApp } from '@/api/queries';
import { FlowFigures } from '@/flows/figures/FlowFigures';
import { figuresWords } from '@/flows/figures/words';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { BuilderPage } from '../../shell/BuilderPage';
import { words } from '../../words';
import css from './running.module.css';

/** The figures of a flow, beside its designer. */
export function FiguresPage() {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const f = figuresWords.use();
  const text = useText();
  const name = useApp(app).data?.flows.find((flow) => flow.key === key)?.name;
  return (
    <BuilderPage
      crumbs={[
        { label: t('flows'), to: paths.build(app, '/flows') },
        { label: text(name) || key, to: paths.build(app, `/flows/${key}`) },
        { label: f('figures') },
      ]}
    >
      <div className={css.page}>
        <FlowFigures app={app} flow={key} />
      </div>
    </BuilderPage>
  );
}
