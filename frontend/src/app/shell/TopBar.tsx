import { CheckSquareOutlined, DownOutlined, MenuOutlined, SearchOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useApp } from '@/api/queries';
import type { Me } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, buttonClass } from '@/ui/Button';
import { MenuButton } from '@/ui/MenuButton';
import { paths } from '@/ui/paths';
import { seenFlows } from '../menu';
import { useAppMenu } from './AppNavigation';
import { Bell } from './Bell';
import { MeMenu } from './MeMenu';
import css from './shell.module.css';

export function TopBar({ me, app, onSearch }: { me: Me; app: string | undefined; onSearch: () => void }) {
  const t = common.use();
  const text = useText();
  const current = me.apps.find((item) => item.key === app);
  return (
    <header className={css.bar}>
      {app && <PhoneMenu app={app} me={me} />}
      <MenuButton
        label={t('switchApp')}
        entries={[
          { kind: 'head', key: 'head', label: t('apps') },
          ...me.apps.map((item) => ({
            key: item.key,
            label: text(item.name),
            to: paths.app(item.key),
            checked: item.key === app,
          })),
          { kind: 'line' as const, key: 'line' },
          { key: 'home', label: t('home'), to: paths.home },
          { key: 'gallery', label: t('gallery'), to: paths.gallery },
        ]}
      >
        <span className={css.appName}>{current ? text(current.name) : t('appName')}</span>
        <DownOutlined style={{ fontSize: 10 }} aria-hidden />
      </MenuButton>
      <Button className={css.searchButton} onClick={onSearch} title="Ctrl K" icon={<SearchOutlined />}>
        <span className={css.searchText}>{t('searchEverything')}</span>
        <kbd data-keys="Ctrl K" />
      </Button>
      <BarLink
        to={paths.inbox}
        label={t('inbox')}
        badge={me.inbox}
        icon={<CheckSquareOutlined aria-hidden />}
      />
      <Bell unread={me.notices} />
      <MeMenu me={me} />
    </header>
  );
}

function BarLink({ to, label, badge, icon }: { to: string; label: string; badge: number; icon: ReactNode }) {
  return (
    <NavLink
      to={to}
      title={label}
      aria-label={badge ? `${label} ${badge}` : label}
      className={`${buttonClass('quiet', false, true)} ${css.barLink} ${css.notOnPhone}`}
    >
      {icon}
      {badge > 0 && <span className={css.badge} data-count={badge > 99 ? '99+' : badge} aria-hidden />}
    </NavLink>
  );
}

/** The app's pages, where there is no room for a column of them. */
function PhoneMenu({ app, me }: { app: string; me: Me }) {
  const t = common.use();
  const description = useApp(app).data;
  const entries = useAppMenu(description);
  const canDesign = me.apps.find((item) => item.key === app)?.can_design;
  const ends = [
    ...(description && seenFlows(description).length > 0
      ? [{ key: 'figures', label: t('figures'), to: paths.figures(app) }]
      : []),
    ...(canDesign ? [{ key: 'build', label: t('build'), to: paths.build(app) }] : []),
  ];
  return (
    <MenuButton
      label={t('appNavigation')}
      iconOnly
      className={css.onlyPhone}
      entries={[
        ...entries.map((entry) => ({ key: entry.key, label: entry.label, to: entry.to })),
        ...(ends.length > 0 ? [{ kind: 'line' as const, key: 'line' }, ...ends] : []),
      ]}
    >
      <MenuOutlined aria-hidden />
    </MenuButton>
  );
}
