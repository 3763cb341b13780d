import { useNavigate, useParams } from 'react-router';
import { useMe } from '@/api/queries';
import { common } from '@/i18n/words';
import { PageHeader, PageSkeleton, Tabs } from '@/ui';
import { NotFound } from '@/app/RouteError';
import { paths } from '@/ui/paths';
import { CalendarPanel } from './calendar/CalendarPanel';
import { OrganisationPanel } from './OrganisationPanel';
import css from './people.module.css';
import { PeopleTable } from './PeopleTable';
import { PlacesPanel } from './PlacesPanel';
import { RatesPanel } from './rates/RatesPanel';
import { placeKinds } from './queries';
import type { PlaceKind } from './queries';
import { words } from './words';

const isPlace = (tab: string): tab is PlaceKind => (placeKinds as readonly string[]).includes(tab);

/** People, departments, teams and positions; for administrators the organisation itself too. */
export function PeoplePage() {
  const t = words.use();
  const shared = common.use();
  const navigate = useNavigate();
  const me = useMe().data;
  const { tab = 'people' } = useParams();
  if (!me) return <PageSkeleton />;
  const administrator = me.person.administrator;
  const tabs = [
    'people',
    ...placeKinds,
    ...(administrator ? (['organisation', 'calendar', 'rates'] as const) : []),
  ] as const;
  if (!tabs.some((key) => key === tab)) return <NotFound />;
  return (
    <div className={css.page}>
      <PageHeader title={shared('people')} />
      <Tabs
        label={t('parts')}
        active={tab}
        items={tabs.map((key) => ({ key, label: t(key) }))}
        onChange={(key) => void navigate(key === 'people' ? paths.people : `${paths.people}/${key}`)}
      />
      {!administrator && <p className={`muted ${css.note}`}>{t('readOnly')}</p>}
      {tab === 'calendar' ? (
        <CalendarPanel />
      ) : tab === 'rates' ? (
        <RatesPanel />
      ) : tab === 'organisation' ? (
        <OrganisationPanel />
      ) : isPlace(tab) ? (
        <PlacesPanel key={tab} kind={tab} administrator={administrator} />
      ) : (
        <PeopleTable apps={me.apps} administrator={administrator} />
      )}
    </div>
  );
}
