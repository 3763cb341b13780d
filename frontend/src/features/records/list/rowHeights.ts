import type { Density } from './columnChoice';

const HEIGHTS: Record<Density, number> = { compact: 32, usual: 40, tall: 64 };

export const heightOf = (density: Density): number => HEIGHTS[density];
