import type { Feature } from '@/app/feature';

export const feature: Feature = {
  routes: [
    { path: 'apps/:app', lazy: () => import('./AppStart').then((page) => ({ Component: page.AppStart })) },
    {
      path: 'apps/:app/records/:entity',
      lazy: () => import('./list/ListPage').then((page) => ({ Component: page.ListPage })),
    },
    {
      path: 'apps/:app/records/:entity/duplicates',
      lazy: () => import('./merge/DuplicatesPage').then((page) => ({ Component: page.DuplicatesPage })),
    },
    {
      path: 'apps/:app/records/:entity/merge',
      lazy: () => import('./merge/MergePage').then((page) => ({ Component: page.MergePage })),
    },
    {
      path: 'apps/:app/records/:entity/:id',
      lazy: () => import('./record/RecordPage').then((page) => ({ Component: page.RecordPage })),
    },
  ],
};
