// Prints the gzip size of the scripts that each entry and each lazy route needs, and fails over budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const budgets = { entry: { 'index.html': 190, 'form.html': 100 }, route: 250 };

const gzip = new Map();
const size = (file) => {
  if (!gzip.has(file)) gzip.set(file, gzipSync(readFileSync(new URL(file, dist))).length / 1024);
  return gzip.get(file);
};

function closure(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const next of manifest[key]?.imports ?? []) closure(next, found);
  return found;
}

// What is loaded before a part is asked for: the shell, and what all that ask for it need themselves.
function present(key) {
  const askers = Object.keys(manifest).filter((one) => manifest[one].dynamicImports?.includes(key));
  const [first, ...others] = askers.map((one) => closure(one));
  const common = [...(first ?? [])].filter((part) => others.every((one) => one.has(part)));
  return new Set([...shell, ...common]);
}

const total = (keys) => [...keys].reduce((sum, key) => sum + size(manifest[key].file), 0);
const over = [];
const line = (name, kib, budget) => {
  const bad = kib > budget;
  if (bad) over.push(`${name} ${kib.toFixed(1)} KiB of ${budget}`);
  console.log(`${bad ? '!' : ' '} ${name.padEnd(64)} ${kib.toFixed(1).padStart(7)} KiB  (≤ ${budget})`);
};

for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isEntry) line(key, total(closure(key)), budgets.entry[key] ?? 190);
}
// Every page behind sign-in stands in the shell with Ant Design's provider; routes are counted on top of both.
const { around } = JSON.parse(readFileSync(new URL('openings.json', dist), 'utf8'));
const shell = closure('index.html');
for (const [key, chunk] of Object.entries(manifest)) if (around.scripts.includes(chunk.file)) shell.add(key);
line('shell behind sign-in', total(shell), budgets.entry['index.html']);
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || !key.startsWith('src/')) continue;
  const there = present(key);
  line(key, total([...closure(key)].filter((part) => !there.has(part))), budgets.route);
}
if (over.length > 0) console.error(`Over budget: ${over.join(', ')}`);
process.exitCode = over.length > 0 ? 1 : 0;
