export * from './FieldCell';
export * from './kind';
export * from './quickCreate';
export * from './registry';
export * from './rowComputation';
export * from './system';
export { targetOf, titleOf } from './types/reference';
