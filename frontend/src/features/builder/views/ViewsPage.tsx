import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import type { ViewDocument } from '../draft/documents';
import { createDocument, useDocuments } from '../draft/store';
import { ChoiceInput, PickInput } from '../kit/controls';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { begun, isPossible, viewKind, viewKinds } from './viewKinds';
import type { ViewKind } from './viewKinds';
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
  const possible = isPossible(entities[entity ?? ''], viewKind(kind));
  const of = (wanted: ViewKind) => ({
    title: v(`kind_${wanted.key}` as 'kind_table'),
    entries: entries.filter((entry) => documents[entry.key]?.kind === wanted.key),
    icon: wanted.icon,
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
        groups={viewKinds.map(of).filter((group) => group.entries.length > 0)}
      />
      {adding && (
        <NewElementDialog
          title={v('newView')}
          taken={entries.map((entry) => entry.key)}
          fallback="view"
          ready={Boolean(entity) && possible}
          onClose={() => setAdding(false)}
          onCreate={async (name, key) => {
            const target = entities[entity ?? ''];
            if (!target) return;
            const shown = [
              target.title,
              ...Object.keys(target.schema.properties).filter((each) => each !== target.title),
            ].slice(0, 5);
            const made: ViewDocument = {
              format: 1,
              id: newId(),
              key,
              name,
              entity: target.key,
              kind,
              ...(viewKind(kind).shown === 'columns' ? { columns: shown } : { card: shown.slice(0, 3) }),
            };
            await createDocument(app, 'view', begun(made, target, kind));
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
            help={
              entity && !possible ? v('lacking', { needs: v(`needs_${kind}` as 'needs_kanban') }) : undefined
            }
            options={viewKinds.map(({ key }) => ({ value: key, label: v(`kind_${key}` as 'kind_table') }))}
          />
        </NewElementDialog>
      )}
    </BuilderPage>
  );
}
