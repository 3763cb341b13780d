import type { Feature } from './feature';

const modules = import.meta.glob<{ feature: Feature }>('../features/*/routes.tsx', { eager: true });

/** Every feature that stands under src/features. */
export const features: Feature[] = Object.values(modules).map((module) => module.feature);
