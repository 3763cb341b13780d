import {
  AppstoreOutlined,
  ApartmentOutlined,
  BarsOutlined,
  CalendarOutlined,
  EnvironmentOutlined,
  PictureOutlined,
  ProjectOutlined,
  TableOutlined,
} from '@ant-design/icons';
import { lazy } from 'react';
import type { KindKey } from './keys';
import { dated, hasSpans, namesOwn, ranged } from './kind';
import type { ListKind } from './kind';
import { TableKind } from './TableKind';

/** Each kind is one file here and one line; all but the usual one are fetched when they are shown. */
const kinds: ListKind[] = [
  {
    key: 'table',
    icon: <TableOutlined />,
    View: TableKind,
    offered: () => true,
    picks: true,
  },
  {
    key: 'kanban',
    icon: <AppstoreOutlined />,
    View: lazy(() => import('./KanbanKind').then((module) => ({ default: module.KanbanKind }))),
    offered: (type) => type.fields.some((field) => field.type === 'select' && field.readable),
  },
  {
    key: 'calendar',
    icon: <CalendarOutlined />,
    View: lazy(() => import('./CalendarKind').then((module) => ({ default: module.CalendarKind }))),
    offered: (type) => type.fields.some((field) => dated(field) || ranged(field)),
  },
  {
    key: 'gantt',
    icon: <ProjectOutlined />,
    View: lazy(() => import('./GanttKind').then((module) => ({ default: module.GanttKind }))),
    offered: hasSpans,
  },
  {
    key: 'gallery',
    icon: <PictureOutlined />,
    View: lazy(() => import('./GalleryKind').then((module) => ({ default: module.GalleryKind }))),
    offered: (type) => type.fields.some((field) => field.type === 'image' && field.readable),
  },
  {
    key: 'tree',
    icon: <ApartmentOutlined />,
    View: lazy(() => import('./TreeKind').then((module) => ({ default: module.TreeKind }))),
    offered: (type) => type.fields.some((field) => field.readable && namesOwn(type, field)),
  },
  {
    key: 'map',
    icon: <EnvironmentOutlined />,
    View: lazy(() => import('./MapKind').then((module) => ({ default: module.MapKind }))),
    offered: (type) => type.fields.some((field) => field.type === 'location' && field.readable),
  },
  {
    key: 'rows',
    icon: <BarsOutlined />,
    View: lazy(() => import('./RowsKind').then((module) => ({ default: module.RowsKind }))),
    offered: (type) => type.fields.some((field) => field.type === 'sub_table' && field.readable),
  },
];

export const listKinds: readonly ListKind[] = kinds;

export function kindOfList(key: KindKey): ListKind {
  return kinds.find((kind) => kind.key === key) ?? (kinds[0] as ListKind);
}
