import type { Localised } from '@/api/types';

/** One part of a value that has several: expressions and filters name it `field.key`. */
export interface Part {
  key: string;
  label: Localised;
  kind: 'text' | 'number' | 'date' | 'regions';
}

/** The parts of each type that has some, as the server knows them. */
export const PARTS: Record<string, Part[]> = {
  date_range: [
    { key: 'start', label: { en: 'Start', zh: '开始' }, kind: 'date' },
    { key: 'end', label: { en: 'End', zh: '结束' }, kind: 'date' },
  ],
  address: [
    { key: 'region', label: { en: 'Region', zh: '省市区' }, kind: 'regions' },
    { key: 'street', label: { en: 'Street', zh: '详细地址' }, kind: 'text' },
  ],
  location: [
    { key: 'name', label: { en: 'Name of the place', zh: '地点名称' }, kind: 'text' },
    { key: 'latitude', label: { en: 'Latitude', zh: '纬度' }, kind: 'number' },
    { key: 'longitude', label: { en: 'Longitude', zh: '经度' }, kind: 'number' },
  ],
};
