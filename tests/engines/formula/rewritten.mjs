// For every line { text } writes what becomes of an expression that is shown as conditions and written again.
import { registerHooks } from 'node:module';
import { createInterface } from 'node:readline';

// The sources leave out the ending of a file, as the bundler wants it.
registerHooks({
  resolve(specifier, context, next) {
    return next(/^\.\.?\/.*[a-z]$/.test(specifier) && !specifier.endsWith('.ts') ? `${specifier}.ts` : specifier, context);
  },
});

const { readConditions } = await import('../../../frontend/src/expressions/reading.ts');
const { writeConditions } = await import('../../../frontend/src/expressions/writing.ts');
for await (const line of createInterface({ input: process.stdin })) {
  const read = readConditions(JSON.parse(line).text);
  process.stdout.write(`${JSON.stringify(read && writeConditions(read))}\n`);
}
