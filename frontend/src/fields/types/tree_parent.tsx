import type { FieldKind } from '../kind';
import { REFERENCE } from './reference';

/** A record of the same list; its label is the way from the top of the tree. */
export const TREE_PARENT: FieldKind = { ...REFERENCE, type: 'tree_parent', width: 200 };
