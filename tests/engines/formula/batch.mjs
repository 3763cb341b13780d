// For every line { expression, row } writes the answer of the browser's evaluator, in the form of the tests.
import { registerHooks } from 'node:module';
import { createInterface } from 'node:readline';

// The sources leave out the ending of a file, as the bundler wants it.
registerHooks({
  resolve(specifier, context, next) {
    return next(/^\.\.?\/.*[a-z]$/.test(specifier) && !specifier.endsWith('.ts') ? `${specifier}.ts` : specifier, context);
  },
});

const { answerOf } = await import('../../../frontend/src/formula/answer.ts');
const { evaluate } = await import('../../../frontend/src/formula/evaluate.ts');
for await (const line of createInterface({ input: process.stdin })) {
  const { expression, row } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(answerOf(evaluate(expression, row)))}\n`);
}
