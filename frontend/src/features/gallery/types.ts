export type { Made, Template } from '@/api/types';
