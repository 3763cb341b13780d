import { CompassOutlined } from '@ant-design/icons';
import { useEffect } from 'react';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { common } from '@/i18n/words';
import { Button, LinkButton } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';

export function NotFound() {
  const t = common.use();
  useEffect(() => {
    document.title = `${t('notFoundTitle')} · Dougong`;
  }, [t]);
  return (
    <EmptyState
      icon={<CompassOutlined />}
      text={
        <>
          <strong>{t('notFoundTitle')}</strong>
          <br />
          {t('notFoundText')}
        </>
      }
      action={<LinkButton to={paths.home}>{t('goHome')}</LinkButton>}
    />
  );
}

/** A page that could not be drawn, or whose code could not be fetched after an upgrade of the server. */
export function RouteError() {
  const t = common.use();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <div role="alert">
      <h1 className="visually-hidden">{t('errorPage')}</h1>
      <ErrorState error={error} />
      <div style={{ padding: '0 16px' }}>
        <Button onClick={() => window.location.reload()}>{t('refresh')}</Button>
      </div>
    </div>
  );
}
