import { CheckSquareOutlined } from '@ant-design/icons';
import type { Feature } from '@/app/feature';

const page = () => import('./InboxPage').then((module) => ({ Component: module.InboxPage }));

export const feature: Feature = {
  routes: [
    { path: 'inbox', lazy: page },
    { path: 'inbox/:id', lazy: page },
  ],
  rail: [
    {
      key: 'inbox',
      to: '/inbox',
      icon: <CheckSquareOutlined aria-hidden />,
      label: 'inbox',
      order: 10,
      phone: true,
      badge: (me) => me.inbox,
    },
  ],
};
