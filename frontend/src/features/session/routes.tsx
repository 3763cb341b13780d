import type { Feature } from '@/app/feature';

export const feature: Feature = {
  bare: [
    { path: 'sign-in', lazy: () => import('./SignInPage').then((page) => ({ Component: page.SignInPage })) },
    { path: 'setup', lazy: () => import('./SetupPage').then((page) => ({ Component: page.SetupPage })) },
  ],
};
