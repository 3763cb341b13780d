import { DashboardOutlined, NumberOutlined, PieChartOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '@/canvas/ids';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import { createDocument } from '../draft/store';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { documentWords } from '../documents/words';
import { dashboardWords } from './words';

export function DashboardsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const b = dashboardWords.use();
  const d = documentWords.use();
  const navigate = useNavigate();
  const entries = useEntries(app, 'dashboard');
  const datasets = useEntries(app, 'dataset');
  const metrics = useEntries(app, 'metric');
  const [adding, setAdding] = useState(false);
  return (
    <BuilderPage crumbs={[{ label: t('dashboards') }]}>
      <ElementList
        app={app}
        empty={b('empty')}
        newLabel={b('newDashboard')}
        onNew={() => setAdding(true)}
        groups={[
          {
            entries,
            icon: <DashboardOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/dashboards/${entry.key}`),
          },
          {
            title: d('numbers'),
            entries: datasets,
            icon: <PieChartOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/documents/dataset/${entry.key}`),
          },
          {
            title: d('metric'),
            entries: metrics,
            icon: <NumberOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/documents/metric/${entry.key}`),
          },
        ]}
      />
      {adding && (
        <NewElementDialog
          title={b('newDashboard')}
          taken={entries.map((entry) => entry.key)}
          fallback="dashboard"
          onClose={() => setAdding(false)}
          onCreate={async (name, key) => {
            await createDocument(app, 'dashboard', { format: 1, id: newId(), key, name, widgets: [] });
            void navigate(paths.build(app, `/dashboards/${key}`));
          }}
        />
      )}
    </BuilderPage>
  );
}
