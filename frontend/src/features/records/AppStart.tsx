import { AppstoreAddOutlined } from '@ant-design/icons';
import { Navigate, useParams } from 'react-router';
import { useApp, useMe } from '@/api/queries';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { LinkButton } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PageHeader } from '@/ui/PageHeader';
import { PageSkeleton } from '@/ui/Skeletons';
import { paths } from '@/ui/paths';
import { firstPage } from './firstPage';

/** The first page of an app's menu. */
export function AppStart() {
  const { app = '' } = useParams();
  const t = common.use();
  const text = useText();
  const me = useMe().data;
  const { data, error, refetch } = useApp(app);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const to = firstPage(data);
  if (to) return <Navigate replace to={to} />;
  const mayBuild = me?.apps.find((item) => item.key === app)?.can_design;
  return (
    <>
      <PageHeader title={text(data.name)} />
      <EmptyState
        icon={<AppstoreAddOutlined />}
        text={t(mayBuild ? 'appEmptyBuild' : 'appEmpty')}
        action={
          mayBuild ? (
            <LinkButton look="primary" to={paths.build(app)}>
              {t('build')}
            </LinkButton>
          ) : (
            <LinkButton to={paths.home}>{t('goHome')}</LinkButton>
          )
        }
      />
    </>
  );
}
