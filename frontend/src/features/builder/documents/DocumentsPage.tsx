import { MailOutlined, NumberOutlined, PieChartOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { useDraft } from '../draft/api';
import type { DraftEntry } from '../draft/api';
import type { Text } from '../draft/documents';
import { createDocument, useDocuments } from '../draft/store';
import { ChoiceInput, PickInput } from '../kit/controls';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { documentWords } from './words';

export const documentKinds = ['message', 'metric', 'dataset'] as const;
export type DocumentKind = (typeof documentKinds)[number];

const icons: Record<DocumentKind, ReactNode> = {
  message: <MailOutlined aria-hidden />,
  metric: <NumberOutlined aria-hidden />,
  dataset: <PieChartOutlined aria-hidden />,
};
const made = {
  message: 'newMessage',
  metric: 'newMetric',
  dataset: 'newDataset',
} as const;
type Made = keyof typeof made;

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
          takenBy={(kind) => of(kind).map((entry) => entry.key)}
          onClose={() => setAdding(false)}
          onMade={(kind, key) => void navigate(paths.build(app, `/documents/${kind}/${key}`))}
        />
      )}
    </BuilderPage>
  );
}

function NewDocument({
  app,
  takenBy,
  onMade,
  onClose,
}: {
  app: string;
  takenBy: (kind: Made) => string[];
  onMade: (kind: Made, key: string) => void;
  onClose: () => void;
}) {
  const d = documentWords.use();
  const text = useText();
  const { documents: entities } = useDocuments(app, 'entity');
  const [kind, setKind] = useState<Made>('message');
  const [entity, setEntity] = useState<string>();
  const ready = kind === 'message' || Boolean(entity);
  const begin = (name: Text, key: string): Promise<void> => {
    const base = { format: 1 as const, id: newId(), key, name };
    if (kind === 'message')
      return createDocument(app, kind, {
        ...base,
        ...(entity ? { entity } : {}),
        subject: name,
        channels: ['notice'],
      });
    if (kind === 'metric') return createDocument(app, kind, { ...base, source: entity, value: 'COUNT()' });
    return createDocument(app, kind, {
      ...base,
      source: entity,
      dimensions: [],
      measures: [{ id: newId(), key: 'count', formula: 'COUNT()', label: { en: 'Count', zh: '数量' } }],
    });
  };
  return (
    <NewElementDialog
      title={d('newDocument')}
      taken={takenBy(kind)}
      fallback={kind}
      ready={ready}
      onClose={onClose}
      onCreate={async (name, key) => {
        await begin(name, key);
        onMade(kind, key);
      }}
    >
      <ChoiceInput
        label={d('kind')}
        value={kind}
        options={(Object.keys(made) as Made[]).map((value) => ({ value, label: d(made[value]) }))}
        onChange={(value) => setKind(value as Made)}
      />
      <PickInput
        label={d('source')}
        value={entity}
        clearable
        onChange={setEntity}
        options={Object.values(entities).map((each) => ({
          value: each.key,
          label: text(each.name) || each.key,
        }))}
      />
    </NewElementDialog>
  );
}
