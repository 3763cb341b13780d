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

// No vendor chunk groups: natural splitting by lazy route keeps the first page small.
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
    rollupOptions: { input: entries, output: { chunkFileNames: 'assets/[hash].js' } },
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
