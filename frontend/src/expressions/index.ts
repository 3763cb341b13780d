export * from './condition';
export * from './ConditionBuilder';
export * from './ExpressionEditor';
export * from './parse';
