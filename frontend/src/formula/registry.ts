import { DATES } from './dates';
import { MATHS } from './maths';
import { TEXT } from './text';
import type { Value } from './types';
import { WORKDAYS } from './workdays';

/** A strict function: it is given clean values, by the kinds its call carries. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the kinds of the call fix the types
export type Implementation = (...values: any[]) => Value;

/** Every strict function by the name the typed tree gives it. */
export const FUNCTIONS: Readonly<Record<string, Implementation>> = {
  ...MATHS,
  ...TEXT,
  ...DATES,
  ...WORKDAYS,
};
