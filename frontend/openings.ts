import type { Plugin } from 'vite';

interface Opening {
  /** The address, as the router writes it. */
  path: string;
  /** The page that stands there, and what it always asks for next. */
  modules: string[];
  /** What it asks of the API before anything else, word for word; in no language. */
  asks?: string[];
}

/** What every page behind sign-in stands in, and asks. */
const AROUND = ['src/ui/AntdProvider.tsx'];
const ME = '/me';

/** Addresses that are opened from outside: from a bookmark, a message, the icon on a phone. */
export const openings: Opening[] = [
  { path: '/', modules: ['src/features/home/HomePage.tsx'] },
  { path: '/inbox', modules: ['src/features/inbox/InboxPage.tsx'] },
  { path: '/inbox/:id', modules: ['src/features/inbox/InboxPage.tsx'] },
  { path: '/apps/:app', modules: ['src/features/records/AppStart.tsx'], asks: ['/apps/:app'] },
  {
    path: '/apps/:app/dashboards/:key',
    modules: ['src/features/dashboards/DashboardPage.tsx'],
    asks: ['/apps/:app'],
  },
  {
    path: '/apps/:app/records/:entity',
    modules: ['src/features/records/list/ListPage.tsx'],
    asks: ['/apps/:app', '/views?app=:app&entity=:entity'],
  },
  {
    path: '/apps/:app/records/:entity/:id',
    modules: ['src/features/records/record/RecordPage.tsx'],
    asks: ['/apps/:app'],
  },
];

type Bundle = Parameters<Extract<Plugin['generateBundle'], (...given: never[]) => unknown>>[1];

/** The names of a script and of all that it cannot begin without. */
function needed(bundle: Bundle, name: string, found = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (chunk?.type !== 'chunk' || found.has(name)) return found;
  found.add(name);
  for (const next of chunk.imports) needed(bundle, next, found);
  return found;
}

/**
 * Tells the server which scripts and styles the page at an address needs besides those of the application itself, and
 * what it asks first.
 *
 * It names them in the page that it answers; otherwise a browser learns of them only once the application runs, and of
 * some of them only once others do.
 */
export function tellOpenings(): Plugin {
  return {
    name: 'openings',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const holding = (module: string) => {
        const found = chunks.find((chunk) =>
          chunk.moduleIds.some((id) => id.endsWith(`/frontend/${module}`)),
        );
        if (!found) throw new Error(`No script holds ${module}.`);
        return found.fileName;
      };
      const shell = needed(bundle, holding('src/main.tsx'));
      const files = (modules: string[]) => {
        const found = new Set<string>();
        for (const module of [...AROUND, ...modules]) needed(bundle, holding(module), found);
        const own = chunks.filter((chunk) => found.has(chunk.fileName) && !shell.has(chunk.fileName));
        return {
          scripts: own.map((chunk) => chunk.fileName),
          styles: [...new Set(own.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]))],
        };
      };
      const pages = openings.map(({ path, modules, asks = [] }) => ({
        path,
        asks: [ME, ...asks],
        ...files(modules),
      }));
      this.emitFile({
        type: 'asset',
        fileName: 'openings.json',
        source: JSON.stringify({ around: { asks: [ME], ...files([]) }, pages }),
      });
    },
  };
}
