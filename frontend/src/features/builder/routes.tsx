import { Navigate, useParams } from 'react-router';
import type { Feature } from '@/app/feature';
import { paths } from '@/ui/paths';

function FirstPlace() {
  const { app = '' } = useParams();
  return <Navigate replace to={paths.build(app, '/data')} />;
}

export const feature: Feature = {
  routes: [
    {
      path: 'apps/:app/build',
      lazy: () => import('./shell/BuilderShell').then((page) => ({ Component: page.BuilderShell })),
      children: [
        { index: true, element: <FirstPlace /> },
        {
          path: 'data',
          lazy: () => import('./data/DataPage').then((page) => ({ Component: page.DataPage })),
        },
        {
          path: 'data/:key',
          lazy: () => import('./data/EntityDesigner').then((page) => ({ Component: page.EntityDesigner })),
        },
        {
          path: 'forms',
          lazy: () => import('./forms/FormsPage').then((page) => ({ Component: page.FormsPage })),
        },
        {
          path: 'forms/:key',
          lazy: () => import('./forms/FormDesigner').then((page) => ({ Component: page.FormDesigner })),
        },
        {
          path: 'flows',
          lazy: () => import('./flows/FlowsPage').then((page) => ({ Component: page.FlowsPage })),
        },
        {
          path: 'flows/:key',
          lazy: () => import('./flows/FlowDesigner').then((page) => ({ Component: page.FlowDesigner })),
        },
        {
          path: 'flows/:key/figures',
          lazy: () => import('./flows/running/FiguresPage').then((page) => ({ Component: page.FiguresPage })),
        },
        {
          path: 'flows/:key/running',
          lazy: () => import('./flows/running/RunningPage').then((page) => ({ Component: page.RunningPage })),
        },
        {
          path: 'rules',
          lazy: () => import('./rules/RulesPage').then((page) => ({ Component: page.RulesPage })),
        },
        {
          path: 'rules/:key',
          lazy: () => import('./rules/RuleDesigner').then((page) => ({ Component: page.RuleDesigner })),
        },
        {
          path: 'rules/score/:key',
          lazy: () => import('./rules/ScoreDesigner').then((page) => ({ Component: page.ScoreDesigner })),
        },
        {
          path: 'rules/table/:key',
          lazy: () => import('./rules/TableDesigner').then((page) => ({ Component: page.TableDesigner })),
        },
        {
          path: 'runs',
          lazy: () => import('./rules/RunsPage').then((page) => ({ Component: page.RunsPage })),
        },
        {
          path: 'rules/pool/:key',
          lazy: () => import('./rules/PoolDesigner').then((page) => ({ Component: page.PoolDesigner })),
        },
        {
          path: 'rules/sequence/:key',
          lazy: () =>
            import('./rules/SequenceDesigner').then((page) => ({ Component: page.SequenceDesigner })),
        },
        {
          path: 'roles',
          lazy: () => import('./roles/RolesPage').then((page) => ({ Component: page.RolesPage })),
        },
        {
          path: 'roles/:key',
          lazy: () => import('./roles/RoleDesigner').then((page) => ({ Component: page.RoleDesigner })),
        },
        {
          path: 'views',
          lazy: () => import('./views/ViewsPage').then((page) => ({ Component: page.ViewsPage })),
        },
        {
          path: 'views/:key',
          lazy: () => import('./views/ViewDesigner').then((page) => ({ Component: page.ViewDesigner })),
        },
        {
          path: 'dashboards',
          lazy: () =>
            import('./dashboards/DashboardsPage').then((page) => ({ Component: page.DashboardsPage })),
        },
        {
          path: 'dashboards/:key',
          lazy: () =>
            import('./dashboards/DashboardDesigner').then((page) => ({ Component: page.DashboardDesigner })),
        },
        {
          path: 'home',
          lazy: () => import('./home/HomeDesigner').then((page) => ({ Component: page.HomeDesigner })),
        },
        {
          path: 'documents',
          lazy: () => import('./documents/DocumentsPage').then((page) => ({ Component: page.DocumentsPage })),
        },
        {
          path: 'documents/:kind/:key',
          lazy: () =>
            import('./documents/DocumentDesigner').then((page) => ({ Component: page.DocumentDesigner })),
        },
        {
          path: 'connections',
          lazy: () =>
            import('./connections/ConnectionsPage').then((page) => ({ Component: page.ConnectionsPage })),
        },
        {
          path: 'connections/:key',
          lazy: () =>
            import('./connections/ConnectionDesigner').then((page) => ({
              Component: page.ConnectionDesigner,
            })),
        },
        {
          path: 'connections/hooks/:hook',
          lazy: () => import('./connections/HookPage').then((page) => ({ Component: page.HookPage })),
        },
        {
          path: 'short-links',
          lazy: () =>
            import('./connections/ShortLinksPage').then((page) => ({ Component: page.ShortLinksPage })),
        },
        {
          path: 'settings',
          lazy: () => import('./settings/SettingsPage').then((page) => ({ Component: page.SettingsPage })),
        },
        {
          path: 'versions',
          lazy: () => import('./versions/VersionsPage').then((page) => ({ Component: page.VersionsPage })),
        },
      ],
    },
  ],
};
