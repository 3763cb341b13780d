import { Navigate, useNavigate, useParams } from 'react-router';
import { useApp } from '@/api/queries';
import { NotFound } from '@/app/RouteError';
import { ErrorState, PageSkeleton } from '@/ui';
import { paths } from '@/ui/paths';
import { RecordView } from './RecordView';

/** A record on a page of its own; the id "new" is the empty form over the list. */
export function RecordPage() {
  const { app = '', entity = '', id = '' } = useParams();
  const navigate = useNavigate();
  const { data, error, refetch } = useApp(app);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const type = data.entities[entity];
  if (!type) return <NotFound />;
  if (id === 'new') return <Navigate replace to={paths.list(app, entity, { open: 'new' })} />;
  return (
    <RecordView
      key={id}
      app={data}
      type={type}
      id={id}
      onGone={() => void navigate(paths.list(app, entity))}
    />
  );
}
