import { TeamOutlined } from '@ant-design/icons';
import type { Feature } from '@/app/feature';

export const feature: Feature = {
  routes: [
    { path: 'people', lazy: () => import('./PeoplePage').then((page) => ({ Component: page.PeoplePage })) },
    {
      path: 'people/:tab',
      lazy: () => import('./PeoplePage').then((page) => ({ Component: page.PeoplePage })),
    },
    {
      path: 'account',
      lazy: () => import('./account/AccountPage').then((page) => ({ Component: page.AccountPage })),
    },
  ],
  rail: [
    {
      key: 'people',
      to: '/people',
      icon: <TeamOutlined aria-hidden />,
      label: 'people',
      order: 90,
      place: 'end',
      when: (me) => me.person.administrator,
    },
  ],
};
