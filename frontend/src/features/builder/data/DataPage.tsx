import { DatabaseOutlined, TableOutlined } from '@ant-design/icons';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { paths } from '@/ui/paths';
import { useIsPhone } from '@/ui/useMedia';
import { useEntries } from '../draft/api';
import { createDocument, useDocuments } from '../draft/store';
import { ChoiceInput } from '../kit/controls';
import { ElementList } from '../kit/ElementList';
import { NewElementDialog } from '../kit/NewElementDialog';
import { proposalWords } from '../proposals/words';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { DataTabs } from './DataTabs';
import { newEntity } from './entityChanges';
import { RemovedTables } from './RemovedTables';
import { dataWords } from './words';

const RelationsPage = lazy(() =>
  import('../relations/RelationsPage').then((module) => ({ default: module.RelationsPage })),
);
const ProposalWizard = lazy(() =>
  import('../proposals/ProposalWizard').then((module) => ({ default: module.ProposalWizard })),
);

/** The data of an app: its entities, or how they are related. */
export function DataPage() {
  const [search] = useSearchParams();
  const phone = useIsPhone();
  const as = search.get('as');
  if (as !== 'diagram' && as !== 'relations') return <EntityList />;
  return <RelationsPage as={phone ? 'relations' : as} />;
}

function EntityList() {
  const { app = '' } = useParams();
  const t = words.use();
  const d = dataWords.use();
  const c = common.use();
  const text = useText();
  const entries = useEntries(app, 'entity');
  const { documents } = useDocuments(app, 'entity');
  const p = proposalWords.use();
  const [adding, setAdding] = useState(false);
  const [proposing, setProposing] = useState(false);
  const caption = (key: string) => {
    const entity = documents[key];
    if (!entity) return key;
    const parts = [key, d('fieldsCount', { count: Object.keys(entity.schema.properties).length })];
    if (entity.parent)
      parts.push(d('partOf', { parent: text(documents[entity.parent]?.name) || entity.parent }));
    return parts.join(' · ');
  };
  const to = (entry: { key: string }) => paths.build(app, `/data/${entry.key}`);
  const own = entries.filter((entry) => !documents[entry.key]?.parent);
  const rows = entries.filter((entry) => documents[entry.key]?.parent);
  return (
    <BuilderPage crumbs={[{ label: t('data') }]}>
      {entries.length > 0 && <DataTabs app={app} shown="list" />}
      <ElementList
        app={app}
        empty={d('empty')}
        newLabel={d('newEntity')}
        onNew={() => setAdding(true)}
        more={<Button onClick={() => setProposing(true)}>{p('start')}</Button>}
        link={<Link to={paths.gallery}>{c('fromTemplate')}</Link>}
        groups={[
          {
            entries: own,
            icon: <DatabaseOutlined aria-hidden />,
            to,
            caption: (entry) => caption(entry.key),
          },
          {
            title: rows.length ? d('type_sub_table') : undefined,
            entries: rows,
            icon: <TableOutlined aria-hidden />,
            to,
            caption: (entry) => caption(entry.key),
          },
        ]}
      />
      <RemovedTables app={app} />
      {adding && <NewEntityDialog app={app} onClose={() => setAdding(false)} />}
      {proposing && (
        <Suspense fallback={null}>
          <ProposalWizard app={app} onClose={() => setProposing(false)} />
        </Suspense>
      )}
    </BuilderPage>
  );
}

export function NewEntityDialog({
  app,
  parent: fixed,
  onClose,
  onCreated,
}: {
  app: string;
  parent?: string;
  onClose: () => void;
  onCreated?: (key: string) => void;
}) {
  const d = dataWords.use();
  const text = useText();
  const navigate = useNavigate();
  const entries = useEntries(app, 'entity');
  const [parent, setParent] = useState(fixed ?? '');
  return (
    <NewElementDialog
      title={d(fixed ? 'newRows' : 'newEntity')}
      taken={entries.map((entry) => entry.key)}
      fallback="entity"
      onClose={onClose}
      onCreate={async (name, key) => {
        await createDocument(app, 'entity', newEntity(key, name, parent || undefined));
        onClose();
        if (onCreated) onCreated(key);
        else void navigate(paths.build(app, `/data/${key}`));
      }}
    >
      {!fixed && entries.length > 0 && (
        <ChoiceInput
          label={d('parent')}
          value={parent}
          empty={d('parentNone')}
          onChange={setParent}
          options={entries.map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
        />
      )}
    </NewElementDialog>
  );
}
