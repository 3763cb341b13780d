import type { FieldKind } from '../kind';
import { FORMULA } from './formula';

/** A roll-up says the same as a formula over child rows, and looks the same. */
export const ROLL_UP: FieldKind = { ...FORMULA, type: 'roll_up' };
