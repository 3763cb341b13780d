import { NavLink } from 'react-router';
import type { Me } from '@/api/types';
import { common } from '@/i18n/words';
import type { RailItem } from '../feature';
import { features } from '../registry';
import css from './shell.module.css';

const items = features.flatMap((feature) => feature.rail ?? []).sort((a, b) => a.order - b.order);

/** The places that belong to no app; on a phone the bar at the bottom. */
export function Rail({ me }: { me: Me }) {
  const t = common.use();
  const shown = items.filter((item) => item.when?.(me) ?? true);
  return (
    <nav className={css.rail} aria-label={t('mainNavigation')}>
      {shown
        .filter((item) => item.place !== 'end')
        .map((item) => (
          <RailLink key={item.key} item={item} me={me} />
        ))}
      <span className={css.railGap} />
      {shown
        .filter((item) => item.place === 'end')
        .map((item) => (
          <RailLink key={item.key} item={item} me={me} />
        ))}
    </nav>
  );
}

function RailLink({ item, me }: { item: RailItem; me: Me }) {
  const t = common.use();
  const label = t(item.label);
  const badge = item.badge?.(me) ?? 0;
  return (
    <NavLink
      to={item.to}
      end={item.to === '/'}
      className={`${css.railLink} ${item.phone ? '' : css.notOnPhone}`}
      title={label}
      aria-label={badge ? `${label} ${badge}` : label}
    >
      {item.icon}
      <span className={css.railText} aria-hidden>
        {label}
      </span>{' '}
      {badge > 0 && <span className={css.badge} data-count={badge > 99 ? '99+' : badge} aria-hidden />}
    </NavLink>
  );
}
