export * from './evaluate';
export * from './FormLayout';
export * from './InlineEditor';
export * from './RecordDetails';
export * from './RecordForm';
export * from './ConflictDialog';
export * from './state';
export { fieldsIn, formOf } from './store';
export * from './validate';
