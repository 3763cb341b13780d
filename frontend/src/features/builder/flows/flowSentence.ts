import type { ApproverDocument, FlowDocument, FlowNode } from '../draft/documents';
import { fieldLabel, stepWords } from '../rules/sentence';
import type { Speech } from '../rules/sentence';
import type { flowWords } from './words';
import { listed } from '@/i18n/lists';

type Say = ReturnType<typeof flowWords.use>;

export function whoWords(
  w: Say,
  speech: Speech,
  entity: string,
  who: ApproverDocument[] | undefined,
): string {
  const said = (who ?? []).map((rule) => {
    if (rule.role !== undefined) return w('says_role', { what: speech.nameOf('role', rule.role) || '…' });
    if (rule.supervisor === 1 || rule.supervisor === 2) return w(`says_supervisor_${rule.supervisor}`);
    if (rule.supervisor !== undefined) return w('says_supervisor', { what: rule.supervisor });
    if (rule.team !== undefined) return w('says_team', { what: speech.settingName(rule.team) || '…' });
    const path = rule.field ?? rule.person ?? '';
    return w('says_field', {
      what: path.startsWith('settings.') ? speech.settingName(path) : fieldLabel(speech, entity, path) || '…',
    });
  });
  return listed(said) || w('says_nobody');
}

/** A node in one sentence: who decides and how, or what is done. */
export function nodeWords(w: Say, speech: Speech, flow: FlowDocument, node: FlowNode): string {
  switch (node.kind) {
    case 'approve':
      return [
        whoWords(w, speech, flow.entity, node.who),
        w(node.mode === 'any' ? 'says_any' : 'says_all'),
      ].join(' · ');
    case 'action':
      return (node.do ?? []).map((step) => stepWords(speech, flow.entity, step)).join(speech.r('and')) || '…';
    case 'end':
      return node.result ? w(`result_${node.result}` as 'result_approved') : '';
    default:
      return '';
  }
}

export function startWords(w: Say, flow: FlowDocument): string {
  return w(`started_${flow.start.on}` as 'started_button');
}
