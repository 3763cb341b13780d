import { CompassOutlined, DisconnectOutlined } from '@ant-design/icons';
import { useEffect } from 'react';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { isProblem } from '@/api/problem';
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
    <>
      <h1 className="visually-hidden">{t('notFoundTitle')}</h1>
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
    </>
  );
}

/** A page that could not be drawn, or whose code could not be fetched after an upgrade of the server. */
export function RouteError() {
  const t = common.use();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  // What a program says of itself helps nobody here; what the server says does.
  const known = isProblem(error);
  return (
    <div role="alert">
      <h1 className="visually-hidden">{t('errorPage')}</h1>
      {known && <ErrorState error={error} />}
      <EmptyState
        icon={<DisconnectOutlined />}
        text={
          <>
            <strong>{t('errorPage')}</strong>
            {!known && (
              <>
                <br />
                {t(isMissingCode(error) ? 'errorNewVersion' : 'errorPageText')}
              </>
            )}
          </>
        }
        action={
          <Button look="primary" onClick={() => window.location.reload()}>
            {t('refresh')}
          </Button>
        }
        link={<a href={paths.home}>{t('goHome')}</a>}
      />
    </div>
  );
}

/** The script of a page is not there: no connection, or the server serves another version by now. */
function isMissingCode(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|module script|preload/i.test(error.message);
}
