import { createBrowserRouter } from 'react-router';
import { features } from './registry';
import { NotFound, RouteError } from './RouteError';
import { Shell } from './shell/Shell';

export const router = createBrowserRouter([
  {
    errorElement: <RouteError />,
    // The page's own script draws at once; nothing stands there before it.
    HydrateFallback: () => null,
    children: [
      ...features.flatMap((feature) => feature.bare ?? []),
      {
        path: '/',
        element: <Shell />,
        children: [
          {
            errorElement: <RouteError />,
            // The shell stands, and asks what it needs, while the script of its first page is on its way.
            HydrateFallback: () => null,
            children: [
              ...features.flatMap((feature) => feature.routes ?? []),
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
