/** Formula: the evaluator of the expression language. The server parses and types; here trees are run. */
export { evaluate } from './evaluate';
export type { Expression, FormulaError, Node, Scope, Value } from './types';
export { isError, numberText } from './values';
