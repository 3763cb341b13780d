import { AppstoreOutlined } from '@ant-design/icons';
import type { Feature } from '@/app/feature';

export const feature: Feature = {
  routes: [
    {
      path: 'gallery',
      lazy: () => import('./GalleryPage').then((page) => ({ Component: page.GalleryPage })),
    },
  ],
  rail: [
    {
      key: 'gallery',
      to: '/gallery',
      icon: <AppstoreOutlined aria-hidden />,
      label: 'gallery',
      order: 80,
      place: 'end',
      when: (me) => me.person.administrator,
    },
  ],
};
