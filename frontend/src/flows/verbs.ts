/** What is to be known of the verbs of a seat; plain data for buttons and dialogs. */
import type { Gives } from './given';
import type { FlowInstance, FlowNode, Verb } from './types';

/** The verbs that decide or answer, in the order of their buttons. */
const main: readonly Verb[] = ['return', 'reject', 'advise', 'claim', 'complete', 'approve', 'submit'];
/** Those that hand on or ask others, which stand in the menu. */
const besides: readonly Verb[] = ['transfer', 'delegate', 'add_before', 'add_after', 'release'];

export const mainVerbs = (verbs: readonly Verb[]): Verb[] => main.filter((verb) => verbs.includes(verb));
export const besideVerbs = (verbs: readonly Verb[]): Verb[] => besides.filter((verb) => verbs.includes(verb));

/** Verbs that name people: one, or several. */
export const peopleOf: Partial<Record<Verb, 'one' | 'many'>> = {
  transfer: 'one',
  delegate: 'one',
  add_before: 'many',
  add_after: 'many',
};
/** After these somebody has nothing more to say here; who takes work over has it before him. */
export const leaves = (verb: Verb): boolean => verb !== 'claim';
/** With these the values go along that the step lets one fill in. */
export const fills = (verb: Verb): boolean =>
  ['approve', 'complete', 'submit', 'add_after', 'reject', 'return'].includes(verb);
/** What these need must be filled in. */
export const completes = (verb: Verb): boolean =>
  ['approve', 'complete', 'submit', 'add_after'].includes(verb);

/** What a step asks for with a verb; an opinion, or handing the seat on, takes nothing. */
export function givesWith(
  { signature, attachments }: Pick<FlowNode, 'signature' | 'attachments'>,
  verb: Verb,
): Gives | undefined {
  if (!fills(verb) || verb === 'submit' || (!signature && !attachments)) return undefined;
  return {
    signature: signature && (verb === 'return' ? 'optional' : signature),
    files: attachments && {
      least: completes(verb) ? (attachments.minItems ?? 0) : 0,
      most: attachments.maxItems ?? 50,
    },
  };
}

/** The steps whose people somebody at a node picks with a verb: those that come next on its way, without others
 * deciding between. */
export function pickable(
  instance: Pick<FlowInstance, 'graph' | 'allowed_actions'>,
  from: string,
  verb: Verb,
): string[] {
  if (!['approve', 'complete', 'submit', 'reject'].includes(verb)) return [];
  const { nodes, edges } = instance.graph;
  const human = new Set(
    nodes.filter((node) => node.kind === 'approve' || node.kind === 'handle').map((node) => node.key),
  );
  const reached = new Set<string>();
  const open = [from];
  for (let key = open.pop(); key !== undefined; key = open.pop())
    for (const edge of edges)
      if (edge.from === key && (key !== from || leads(edge.on, verb)) && !reached.has(edge.to)) {
        reached.add(edge.to);
        if (!human.has(edge.to)) open.push(edge.to);
      }
  return instance.allowed_actions.choose.filter((key) => reached.has(key));
}

/** A refusal takes its own way; with any other verb each way is possible but that one. */
const leads = (on: string | undefined, verb: Verb): boolean => (on === 'rejected') === (verb === 'reject');
