import react from '@vitejs/plugin-react';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { tellOpenings } from './openings';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.DOUGONG_SERVER ?? 'http://127.0.0.1:8000';

const entries = {
  index: here('./index.html'),
  ...(existsSync(here('./src/public/main.tsx')) ? { form: here('./form.html') } : {}),
};

/** What only the public form begins with: its own modules, and those that it shares with parts asked for later. */
const apart =
  /\/src\/public\/|form\.html|\/src\/fields\/(durations|divisions|controls\/(ink|recording|scanning))\.ts/;

/** What the public form needs as well as the shell; a module of ours that it comes to share belongs here. */
const both = /\/node_modules\/(react|react-dom|scheduler)\/|\/ui\/tokens\.css|vite\/(modulepreload|preload)/;

/** Below it, the headers of an answer weigh as much as what would be saved. */
const WORTH = 1024;
const smaller = { br: promisify(brotliCompress), gz: promisify(gzip) };
const best = { br: { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }, gz: { level: 9 } };

/** Scripts and styles lie beside themselves compressed, once and as small as can be: the server only hands them out. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css|svg)$/.test(name));
      await Promise.all(
        files.map(async (name) => {
          const file = join(dir, name);
          const content = await readFile(file);
          if (content.length < WORTH) return;
          await writeFile(`${file}.br`, await smaller.br(content, best.br));
          await writeFile(`${file}.gz`, await smaller.gz(content, best.gz));
        }),
      );
    },
  };
}

// Lazy routes split by themselves; only what the first pages need is held together.
export default defineConfig({
  plugins: [react(), compressed(), tellOpenings()],
  resolve: { alias: { '@': here('./src') } },
  build: {
    target: 'es2022',
    sourcemap: false,
    manifest: true,
    // The policy forbids data: scripts and fonts; small assets stay files.
    assetsInlineLimit: 0,
    // The first script lists every other by name: a hash alone is the shortest.
    rollupOptions: {
      input: entries,
      output: {
        chunkFileNames: 'assets/[hash].js',
        // Left alone, the shell falls into as many scripts as its lazy parts share of it, and grows by them.
        codeSplitting: {
          groups: [
            { name: 'both', priority: 1, tags: ['$initial'], test: both },
            {
              name: 'shell',
              tags: ['$initial'],
              test: (id: string) => !apart.test(id),
            },
            // Icons are a few hundred bytes each: those that several pages draw come in one script.
            { name: 'icons', minShareCount: 5, test: /\/@ant-design\/icons/ },
            // What several lazy parts share: scripts of a few lines each would have to wait for one another.
            {
              name: 'part',
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 1_536,
            },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    // The server compares Origin with its own address, so the proxy must not rewrite it.
    proxy: { '/api': { target: server, changeOrigin: true, headers: { origin: server } } },
  },
  test: {
    environment: 'jsdom',
    globals: true,
    setupFiles: ['./src/test/setup.ts'],
    css: false,
  },
});
