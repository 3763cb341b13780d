/** Which requests a save may start, and whom it picks for them. */
import type { AppDescription } from '@/api/types';

/** People picked for the requests that a save starts, by flow and step. */
export type Chosen = Record<string, Record<string, string[]>>;

/** Whether saving may start a request: not one that is only started by hand, nor by another form. */
export const mayStart = (
  flow: AppDescription['flows'][number],
  form: string | undefined,
  changing: boolean,
) =>
  flow.on === 'form.submitted'
    ? form !== undefined && (flow.form ?? form) === form
    : ['rule', 'state.entered', changing ? 'record.changed' : 'record.created'].includes(flow.on);

/** As a save takes it. */
export const chosenIn = (chosen: Chosen) => (Object.keys(chosen).length > 0 ? { chosen } : {});
