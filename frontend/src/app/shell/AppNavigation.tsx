import { DashboardOutlined, EditOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useApp } from '@/api/queries';
import type { AppDescription, Me, MenuItem } from '@/api/types';
import { listAddress, seenFlows } from '../menu';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import css from './shell.module.css';

export interface AppMenuEntry {
  key: string;
  label: string;
  to: string;
  icon: ReactNode;
  group?: string;
}

/** The menu of an app as links; without a menu document every entity that may be seen stands in it. */
export function useAppMenu(app: AppDescription | undefined): AppMenuEntry[] {
  const text = useText();
  return useMemo(() => {
    if (!app) return [];
    const entryOf = (item: MenuItem, group?: string): AppMenuEntry[] => {
      if (item.items) return item.items.flatMap((child) => entryOf(child, text(item.label) || group));
      if (item.entity) {
        const entity = app.entities[item.entity];
        if (!entity) return [];
        return [
          {
            key: item.id ?? item.entity ?? item.dashboard ?? item.page ?? '',
            label: text(item.label) || text(entity.name),
            to: listAddress(app, item, item.entity),
            icon: <span className={css.letter}>{[...(text(item.label) || text(entity.name))][0]}</span>,
            group,
          },
        ];
      }
      if (item.dashboard) {
        const dashboard = app.dashboards.find((found) => found.key === item.dashboard);
        if (!dashboard) return [];
        return [
          {
            key: item.id ?? item.entity ?? item.dashboard ?? item.page ?? '',
            label: text(item.label) || text(dashboard.name),
            to: paths.dashboard(app.key, item.dashboard),
            icon: <DashboardOutlined />,
            group,
          },
        ];
      }
      // A page document is a menu itself: there is nothing to open.
      return [];
    };
    const chosen = app.menu.flatMap((item) => entryOf(item));
    if (chosen.length > 0) return chosen;
    return Object.values(app.entities)
      .filter((entity) => !entity.parent && entity.actions.length)
      .flatMap((entity) => entryOf({ id: entity.key, entity: entity.key }));
  }, [app, text]);
}

export function AppNavigation({ app, me }: { app: string; me: Me }) {
  const t = common.use();
  const { data } = useApp(app);
  const entries = useAppMenu(data);
  const canDesign = me.apps.find((item) => item.key === app)?.can_design;
  return (
    <nav className={css.nav} aria-label={t('appNavigation')}>
      {!data &&
        Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} height={24} width={`${60 + index * 5}%`} />
        ))}
      {entries.map((entry, index) => (
        <div key={entry.key} style={{ display: 'contents' }}>
          {entry.group && entry.group !== entries[index - 1]?.group && (
            <div className={css.navGroup}>{entry.group}</div>
          )}
          <NavLink to={entry.to} className={css.navLink}>
            <span aria-hidden>{entry.icon}</span>
            <span className="truncate">{entry.label}</span>
          </NavLink>
        </div>
      ))}
      <div className={css.navEnd}>
        {data && seenFlows(data).length > 0 && (
          <NavLink to={paths.figures(app)} className={css.navLink}>
            <DashboardOutlined aria-hidden />
            {t('figures')}
          </NavLink>
        )}
        {canDesign && (
          <NavLink to={paths.build(app)} className={css.navLink}>
            <EditOutlined aria-hidden />
            {t('build')}
          </NavLink>
        )}
      </div>
    </nav>
  );
}
