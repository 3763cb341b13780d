import { TeamOutlined } from '@ant-design/icons';
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
import { roleWords } from './words';

export function RolesPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const o = roleWords.use();
  const navigate = useNavigate();
  const entries = useEntries(app, 'role');
  const [adding, setAdding] = useState(false);
  return (
    <BuilderPage crumbs={[{ label: t('roles') }]}>
      <ElementList
        app={app}
        empty={o('empty')}
        newLabel={o('newRole')}
        onNew={() => setAdding(true)}
        groups={[
          {
            entries,
            icon: <TeamOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/roles/${entry.key}`),
          },
        ]}
      />
      {adding && (
        <NewElementDialog
          title={o('newRole')}
          taken={entries.map((entry) => entry.key)}
          fallback="role"
          onClose={() => setAdding(false)}
          onCreate={async (name, key) => {
            await createDocument(app, 'role', { format: 1, id: newId(), key, name, grants: [] });
            void navigate(paths.build(app, `/roles/${key}`));
          }}
        />
      )}
    </BuilderPage>
  );
}
