import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { useText } from '@/i18n';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import type { DocumentBase, DocumentOf, Kind } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { words } from '../words';
import { BuilderPage } from './BuilderPage';
import type { PlaceKey } from './places';

export interface ElementPageProps<K extends Kind> {
  kind: K;
  /** The part of the app under which the element is listed. */
  place: PlaceKey;
  /** Buttons of the head; the document is absent while it is on its way. */
  actions?: (handle: DocumentHandle<DocumentOf[K]> | undefined) => ReactNode;
  children: (handle: DocumentHandle<DocumentOf[K]>) => ReactNode;
}

/** The page of a designer: opens the document that the address names and shows its name, history and problems. */
export function ElementPage<K extends Kind>({ kind, place, actions, children }: ElementPageProps<K>) {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const text = useText();
  const { handle, error, retry } = useDocument(app, kind, key);
  return (
    <BuilderPage
      crumbs={[
        { label: t(place), to: paths.build(app, `/${place}`) },
        { label: text((handle?.document as DocumentBase | undefined)?.name) || key },
      ]}
      handle={handle as DocumentHandle<object> | undefined}
      actions={actions?.(handle)}
    >
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : handle ? (
        <Fragment key={handle.id}>{children(handle)}</Fragment>
      ) : (
        <FormSkeleton />
      )}
    </BuilderPage>
  );
}
