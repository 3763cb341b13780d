import type { FieldKind } from '../kind';
import { TextCell, TextLine } from './text';

/** Seen in lists and filters by whoever may read it; no form asks for it. */
export const HIDDEN: FieldKind = {
  type: 'hidden',
  Widget: TextLine,
  Cell: TextCell,
  width: 140,
  sortable: true,
  unasked: true,
};
