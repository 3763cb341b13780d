import type { ComponentType } from 'react';
import { lazyControl } from '@/ui/lazyControl';

type Controls = typeof import('./controls');

let held: Controls | null = null;

export function hold(controls: Controls): void {
  held = controls;
}

/** Fetch the inputs, unless they are there. */
export async function fetchControls(): Promise<Controls> {
  held ??= await import('./controls');
  return held;
}

/**
 * An input of Ant Design by its name: drawn at once where the page holds them all, else when they have come.
 *
 * Lists show values for the most part: with the inputs they would be there a third of a second later on a slow phone.
 */
function control<Name extends keyof Controls>(name: Name): Controls[Name] {
  const of = (controls: Controls) => controls[name] as ComponentType<object>;
  return lazyControl<object>(
    async () => of(await fetchControls()),
    () => held && of(held),
  ) as unknown as Controls[Name];
}

export const Compact = control('Compact');
export const Input = control('Input');
export const InputNumber = control('InputNumber');
export const Select = control('Select');
export const Switch = control('Switch');
export const TextArea = control('TextArea');
