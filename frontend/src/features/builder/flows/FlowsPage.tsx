import { BranchesOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import type { Text } from '../draft/documents';
import { createDocument, useDocuments } from '../draft/store';
import { PickInput } from '../kit/controls';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { newFlow } from './flowChanges';
import { flowWords } from './words';

export function FlowsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const w = flowWords.use();
  const text = useText();
  const navigate = useNavigate();
  const entries = useEntries(app, 'flow');
  const { documents } = useDocuments(app, 'flow');
  const { documents: entities } = useDocuments(app, 'entity');
  const [adding, setAdding] = useState(false);
  const [chosen, choose] = useState<string>();
  // Rows have flows of their own too: another flow starts them for each row.
  const whole = Object.values(entities).filter((each) => !each.parent);
  const rows = Object.values(entities).filter((each) => each.parent);
  const nameOf = (key: string) => text(entities[key]?.name) || key;
  // Where there is only one, there is nothing to choose.
  const entity = chosen ?? (whole.length === 1 ? whole[0]?.key : undefined);
  const create = async (name: Text, key: string) => {
    await createDocument(app, 'flow', newFlow(key, name, entity ?? ''));
    void navigate(paths.build(app, `/flows/${key}`));
  };
  return (
    <BuilderPage crumbs={[{ label: t('flows') }]}>
      <ElementList
        app={app}
        empty={w('empty')}
        newLabel={w('newFlow')}
        onNew={() => setAdding(true)}
        groups={[
          {
            entries,
            icon: <BranchesOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/flows/${entry.key}`),
            caption: (entry) =>
              [text(entities[documents[entry.key]?.entity ?? '']?.name), entry.key]
                .filter(Boolean)
                .join(' · '),
          },
        ]}
      />
      {adding && (
        <NewElementDialog
          title={w('newFlow')}
          taken={entries.map((entry) => entry.key)}
          fallback="flow"
          ready={Boolean(entity)}
          onCreate={create}
          onClose={() => setAdding(false)}
        >
          <PickInput
            label={w('forEntity')}
            value={entity}
            onChange={choose}
            options={[...whole, ...rows].map((each) => ({
              value: each.key,
              label: [nameOf(each.key), ...(each.parent ? [nameOf(each.parent)] : [])].join(' · '),
            }))}
          />
        </NewElementDialog>
      )}
    </BuilderPage>
  );
}
