import type { Feature } from '@/app/feature';

export const feature: Feature = {
  routes: [
    {
      path: 'apps/:app/dashboards/:key',
      lazy: () => import('./DashboardPage').then((page) => ({ Component: page.DashboardPage })),
    },
    {
      path: 'apps/:app/figures/:flow?',
      lazy: () => import('./FiguresPage').then((page) => ({ Component: page.FiguresPage })),
    },
  ],
};
