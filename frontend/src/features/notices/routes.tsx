import type { Feature } from '@/app/feature';

export const feature: Feature = {
  routes: [
    {
      path: 'notices',
      lazy: () => import('./NoticesPage').then((page) => ({ Component: page.NoticesPage })),
    },
  ],
};
