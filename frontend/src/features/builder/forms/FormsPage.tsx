import { FormOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import type { Text } from '../draft/documents';
import { createDocument, useDocuments } from '../draft/store';
import { CheckInput, PickInput } from '../kit/controls';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { newForm } from './layout';
import { formWords } from './words';

export function FormsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const f = formWords.use();
  const text = useText();
  const entries = useEntries(app, 'form');
  const { documents } = useDocuments(app, 'form');
  const { documents: entities } = useDocuments(app, 'entity');
  const [adding, setAdding] = useState(false);
  return (
    <BuilderPage crumbs={[{ label: t('forms') }]}>
      <ElementList
        app={app}
        empty={f('empty')}
        newLabel={f('newForm')}
        onNew={() => setAdding(true)}
        groups={[
          {
            entries,
            icon: <FormOutlined aria-hidden />,
            to: (entry) => paths.build(app, `/forms/${entry.key}`),
            caption: (entry) => {
              const form = documents[entry.key];
              return form
                ? [
                    text(entities[form.entity]?.name) || form.entity,
                    entry.key,
                    form.public?.enabled && f('public'),
                  ]
                    .filter(Boolean)
                    .join(' · ')
                : entry.key;
            },
          },
        ]}
      />
      {adding && <NewFormDialog app={app} onClose={() => setAdding(false)} />}
    </BuilderPage>
  );
}

function NewFormDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const f = formWords.use();
  const text = useText();
  const navigate = useNavigate();
  const taken = useEntries(app, 'form').map((entry) => entry.key);
  const { documents } = useDocuments(app, 'entity');
  const [chosen, setEntity] = useState<string>();
  const wholes = Object.values(documents).filter((each) => !each.parent);
  const entity = chosen ?? (wholes.length === 1 ? wholes[0]?.key : undefined);
  const [filled, setFilled] = useState(true);
  const create = async (name: Text, key: string) => {
    const target = documents[entity ?? ''];
    if (!target) return;
    await createDocument(app, 'form', newForm(key, name, target, filled));
    onClose();
    void navigate(paths.build(app, `/forms/${key}`));
  };
  return (
    <NewElementDialog
      title={f('newForm')}
      taken={taken}
      fallback="form"
      ready={Boolean(entity)}
      onCreate={create}
      onClose={onClose}
    >
      <PickInput
        label={f('forEntity')}
        value={entity}
        onChange={setEntity}
        options={Object.values(documents).map((each) => ({
          value: each.key,
          label: text(each.name) || each.key,
        }))}
      />
      <CheckInput label={f('fromFields')} value={filled} onChange={setFilled} />
    </NewElementDialog>
  );
}
