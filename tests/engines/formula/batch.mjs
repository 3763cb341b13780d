// Reads [{ expression, row }] and writes the answers of the browser's evaluator in the form of the tests.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// The sources leave out the ending of a file, as the bundler wants it.
registerHooks({
  resolve(specifier, context, next) {
    return next(/^\.\.?\/.*[a-z]$/.test(specifier) && !specifier.endsWith('.ts') ? `${specifier}.ts` : specifier, context);
  },
});

const { answerOf } = await import('../../../frontend/src/formula/answer.ts');
const { evaluate } = await import('../../../frontend/src/formula/evaluate.ts');
const given = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(given.map(({ expression, row }) => answerOf(evaluate(expression, row)))));
