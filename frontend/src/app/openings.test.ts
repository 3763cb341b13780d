import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { matchRoutes, type RouteObject } from 'react-router';
import { expect, test } from 'vitest';
import { openings } from '../../openings';
import { features } from './registry';

const routes: RouteObject[] = [{ path: '/', children: features.flatMap((feature) => feature.routes ?? []) }];

test.each(openings)('$path is the address of a page that stands there', ({ path, modules }) => {
  const found = matchRoutes(routes, path.replaceAll(':', ''))?.at(-1)?.route;
  expect(`/${found?.path ?? ''}`).toBe(path);
  const page = modules[0]?.split('/').at(-1)?.replace('.tsx', '');
  expect(String(found?.lazy)).toContain(`${page}.tsx`);
  for (const module of modules) expect(existsSync(join(process.cwd(), module))).toBe(true);
});
