/** Sheets: tables that people bring, as a file or pasted, and how they are read. */
export { DropFile } from './DropFile';
export { PasteRows } from './PasteRows';
export { ReadingOptions } from './ReadingOptions';
export type { ReadingChoice } from './ReadingOptions';
export { TextReading } from './TextReading';
