export * from './FieldCell';
export * from './kind';
export * from './quickCreate';
export * from './registry';
export * from './rowComputation';
export * from './system';
export * from './labels';
export * from './targets';
export { words as fieldWords } from './words';
