import { useParams } from 'react-router';
import { BuilderPage } from '../shell/BuilderPage';
import { words } from '../words';
import { DataTabs } from '../data/DataTabs';
import { RelationsSheet } from './RelationsSheet';
import { useRelations } from './useRelations';

/** The relations of the data, with one history over all documents that are changed here. */
export function RelationsPage({ as }: { as: 'diagram' | 'relations' }) {
  const { app = '' } = useParams();
  const t = words.use();
  const state = useRelations(app);
  return (
    <BuilderPage crumbs={[{ label: t('data') }]} handle={state.handle}>
      <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
        <DataTabs app={app} shown={as} />
        <div style={{ flex: 1, minHeight: 0, overflow: 'auto' }}>
          <RelationsSheet app={app} state={state} as={as} />
        </div>
      </div>
    </BuilderPage>
  );
}
