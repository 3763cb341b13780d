import type { FieldKind } from '../kind';
import { CodeCell } from './code';
import { TextLine } from './text';

export const EXTERNAL_ID: FieldKind = {
  type: 'external_id',
  Widget: TextLine,
  Cell: CodeCell,
  width: 140,
  sortable: true,
};
