import { HomeOutlined } from '@ant-design/icons';
import type { Feature } from '@/app/feature';

export const feature: Feature = {
  routes: [{ index: true, lazy: () => import('./HomePage').then((page) => ({ Component: page.HomePage })) }],
  rail: [{ key: 'home', to: '/', icon: <HomeOutlined aria-hidden />, label: 'home', order: 0, phone: true }],
};
