import react from '@vitejs/plugin-react';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.DOUGONG_SERVER ?? 'http://127.0.0.1:8000';

const entries = {
  index: here('./index.html'),
  ...(existsSync(here('./src/public/main.tsx')) ? { form: here('./form.html') } : {}),
};

/** What the public form needs as well as the shell; a module of ours that it comes to share belongs here. */
const both = /\/node_modules\/(react|react-dom|scheduler)\/|\/ui\/tokens\.css|vite\/(modulepreload|preload)/;

// Lazy routes split by themselves; only what the first pages need is held together.
export default defineConfig({
  plugins: [react()],
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
              test: (id: string) => !/\/src\/public\/|form\.html/.test(id),
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
