import { AppstoreOutlined, TableOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import { createDocument, useDocuments } from '../draft/store';
import { ChoiceInput, PickInput } from '../kit/controls';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { viewWords } from './words';

export function ViewsPage() {
  const { app = '' } = useParams();
  const t = words.use();
  const v = viewWords.use();
  const text = useText();
  const navigate = useNavigate();
  const entries = useEntries(app, 'view');
  const { documents } = useDocuments(app, 'view');
  const { documents: entities } = useDocuments(app, 'entity');
  const [adding, setAdding] = useState(false);
  const [entity, setEntity] = useState<string>();
  const [kind, setKind] = useState('table');
  const selects = Object.entries(entities[entity ?? '']?.schema.properties ?? {}).filter(
    ([, field]) => field['x-dougong'].type === 'select',
  );
  const of = (wanted: string) => ({
    title: v(`kind_${wanted}` as 'kind_table'),
    entries: entries.filter((entry) => documents[entry.key]?.kind === wanted),
    icon: wanted === 'table' ? <TableOutlined aria-hidden /> : <AppstoreOutlined aria-hidden />,
    to: (entry: { key: string }) => paths.build(app, `/views/${entry.key}`),
    caption: (entry: { key: string }) =>
      [text(entities[documents[entry.key]?.entity ?? '']?.name), entry.key].filter(Boolean).join(' · '),
  });
  return (
    <BuilderPage crumbs={[{ label: t('views') }]}>
      <ElementList
        app={app}
        empty={v('empty')}
        newLabel={v('newView')}
        onNew={() => setAdding(true)}
        groups={entries.length ? [of('table'), of('kanban')] : []}
      />
      {adding && (
        <NewElementDialog
          title={v('newView')}
          taken={entries.map((entry) => entry.key)}
          fallback="view"
          ready={Boolean(entity) && (kind === 'table' || selects.length > 0)}
          onClose={() => setAdding(false)}
          onCreate={async (name, key) => {
            const target = entities[entity ?? ''];
            if (!target) return;
            const shown = [
              target.title,
              ...Object.keys(target.schema.properties).filter((each) => each !== target.title),
            ].slice(0, 5);
            await createDocument(app, 'view', {
              format: 1,
              id: newId(),
              key,
              name,
              entity: target.key,
              kind,
              ...(kind === 'table'
                ? { columns: shown }
                : { group: target.states?.field ?? selects[0]?.[0], card: shown.slice(0, 3) }),
            });
            void navigate(paths.build(app, `/views/${key}`));
          }}
        >
          <PickInput
            label={v('forEntity')}
            value={entity}
            onChange={setEntity}
            options={Object.values(entities)
              .filter((each) => !each.parent)
              .map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
          />
          <ChoiceInput
            label={v('kind')}
            value={kind}
            onChange={setKind}
            help={kind === 'kanban' && entity && selects.length === 0 ? v('noGroup') : undefined}
            options={(['table', 'kanban'] as const).map((value) => ({ value, label: v(`kind_${value}`) }))}
          />
        </NewElementDialog>
      )}
    </BuilderPage>
  );
}
