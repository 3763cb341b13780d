import { MailOutlined, NumberOutlined, PieChartOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { paths } from '@/ui/paths';
import { useDraft } from '../draft/api';
import type { DraftEntry } from '../draft/api';
import { ElementList } from '../kit/ElementList';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { NewDocument } from './NewDocument';
import { documentWords } from './words';

export const documentKinds = ['message', 'metric', 'dataset'] as const;
export type DocumentKind = (typeof documentKinds)[number];

const icons: Record<DocumentKind, ReactNode> = {
  message: <MailOutlined aria-hidden />,
  metric: <NumberOutlined aria-hidden />,
  dataset: <PieChartOutlined aria-hidden />,
};
/** What rules, flows and dashboards use beside records: messages, metrics, datasets. */
export function DocumentsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const d = documentWords.use();
  const navigate = useNavigate();
  const entries = useDraft(app).data?.documents ?? [];
  const [adding, setAdding] = useState(false);
  const of = (kind: DocumentKind) => entries.filter((entry): entry is DraftEntry => entry.kind === kind);
  return (
    <BuilderPage crumbs={[{ label: t('documents') }]}>
      <ElementList
        app={app}
        empty={d('empty')}
        newLabel={d('newDocument')}
        onNew={() => setAdding(true)}
        groups={documentKinds.map((kind) => ({
          title: d(kind),
          entries: of(kind),
          icon: icons[kind],
          to: (entry) => paths.build(app, `/documents/${kind}/${entry.key}`),
        }))}
      />
      {adding && (
        <NewDocument
          app={app}
          onClose={() => setAdding(false)}
          onMade={(kind, key) => void navigate(paths.build(app, `/documents/${kind}/${key}`))}
        />
      )}
    </BuilderPage>
  );
}
