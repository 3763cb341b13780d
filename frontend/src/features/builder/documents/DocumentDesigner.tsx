import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api } from '@/api/client';
import { NotFound } from '@/app/RouteError';
import { useText } from '@/i18n';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import { Tabs } from '@/ui/Tabs';
import { useEntries } from '../draft/api';
import { removeDocument, useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ElementTools } from '../kit/ElementTools';
import { Part } from '../kit/controls';
import data from '../data/data.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import type { DatasetDocument } from '../draft/documents';
import { DatasetDesigner } from './DatasetDesigner';
import { documentKinds } from './DocumentsPage';
import type { DocumentKind } from './DocumentsPage';
import css from './documents.module.css';
import type { Schema } from './schema';
import { JsonInput, SchemaForm } from './SchemaForm';
import { documentWords } from './words';

export function DocumentDesigner() {
  const { app = '', kind = '', key = '' } = useParams();
  if (!documentKinds.includes(kind as DocumentKind)) return <NotFound />;
  return <Opened key={`${kind}/${key}`} app={app} kind={kind as DocumentKind} documentKey={key} />;
}

function Opened({ app, kind, documentKey }: { app: string; kind: DocumentKind; documentKey: string }) {
  const t = words.use();
  const d = documentWords.use();
  const text = useText();
  const opened = useDocument(app, kind, documentKey);
  const handle = opened.handle as DocumentHandle<object> | undefined;
  const schemaOf = (wanted: string) => ({
    queryKey: ['schema', wanted],
    queryFn: () => api.get<Schema>(`/schemas/${wanted}`),
    staleTime: Infinity,
  });
  const root = useQuery(schemaOf(kind));
  const shared = useQuery(schemaOf('common'));
  const error = opened.error ?? root.error ?? shared.error;
  const name = text((handle?.document as { name?: { en?: string; zh?: string } } | undefined)?.name);
  return (
    <BuilderPage
      crumbs={[
        { label: t('documents'), to: paths.build(app, '/documents') },
        { label: d(kind) },
        { label: name || documentKey },
      ]}
      handle={handle}
    >
      {error ? (
        <ErrorState error={error} onRetry={opened.retry} />
      ) : handle && root.data && shared.data ? (
        <Designer
          app={app}
          kind={kind}
          handle={handle}
          name={name || documentKey}
          root={root.data}
          shared={shared.data}
        />
      ) : (
        <FormSkeleton />
      )}
    </BuilderPage>
  );
}

interface DesignerProps {
  app: string;
  kind: DocumentKind;
  handle: DocumentHandle<object>;
  name: string;
  root: Schema;
  shared: Schema;
}

function Designer({ app, kind, handle, name, root, shared }: DesignerProps) {
  const d = documentWords.use();
  const navigate = useNavigate();
  const entries = useEntries(app, kind);
  const [look, setLook] = useState<'form' | 'json'>('form');
  const document = handle.document as Record<string, unknown>;
  const set = (key: string, value: unknown) =>
    handle.change(
      (draft) => {
        const open = draft as Record<string, unknown>;
        if (value === undefined) delete open[key];
        else open[key] = value;
      },
      { merge: key },
    );
  const entity = [document.source, document.entity].find((one) => typeof one === 'string') ?? '';
  const { format, id, key, ...rest } = document;
  // Several sources in one and the stages of a funnel are beyond the designer: the whole form has them.
  const plain = kind === 'dataset' && look === 'form' && !document.union && !document.stages;
  return (
    <div className={css.page}>
      <Tabs
        label={d('which')}
        active={look}
        items={[
          { key: 'form', label: d('asForm') },
          { key: 'json', label: d('asJson') },
        ]}
        onChange={(next) => setLook(next as typeof look)}
      />
      <div className={data.sheet}>
        <Part>
          {!plain && <ProblemsAt problems={handle.open.problems} at="" />}
          {plain ? (
            <DatasetDesigner handle={handle as DocumentHandle<DatasetDocument>} />
          ) : look === 'form' ? (
            <SchemaForm
              app={app}
              kind={kind}
              schema={root}
              schemas={{ root, common: shared }}
              entity={String(entity)}
              value={document}
              onChange={set}
            />
          ) : (
            <>
              <p className="muted">{d('keepIdentity')}</p>
              <JsonInput
                label="JSON"
                rows={16}
                value={rest}
                onChange={(next) => {
                  if (typeof next !== 'object' || next === null || Array.isArray(next)) return;
                  handle.change(
                    (draft) => {
                      const open = draft as Record<string, unknown>;
                      for (const member of Object.keys(open)) delete open[member];
                      Object.assign(open, { format, id, key }, next, { format, id, key });
                    },
                    { merge: 'json' },
                  );
                }}
              />
            </>
          )}
        </Part>
      </div>
      <div className={data.sheet}>
        <Part>
          <ElementTools
            app={app}
            kind={kind}
            elementKey={handle.key}
            elementId={String(id)}
            name={name}
            taken={entries.map((entry) => entry.key)}
            onRenamed={(next) =>
              void navigate(paths.build(app, `/documents/${kind}/${next}`), { replace: true })
            }
            onDelete={async () => {
              await removeDocument(app, kind, handle.key);
              void navigate(paths.build(app, '/documents'));
            }}
          />
        </Part>
      </div>
    </div>
  );
}
