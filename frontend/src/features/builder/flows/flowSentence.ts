import type { ApproverDocument, FlowDocument, FlowNode } from '../draft/documents';
import { spanUnits } from '../draft/flowDocuments';
import type { SpanDocument } from '../draft/flowDocuments';
import { fieldLabel, stepsWords } from '../rules/sentence';
import type { Speech } from '../rules/sentence';
import { isSplit } from './flowChanges';
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
    if (rule.supervisors !== undefined) return w('says_supervisors');
    if (rule.department_head !== undefined)
      return rule.department_head === 1 ? w('says_head') : w('says_heads', { what: rule.department_head });
    if (rule.chosen !== undefined) return w(rule.chosen === 'previous' ? 'says_previous' : 'says_chosen');
    if (rule.formula !== undefined) return w('says_formula');
    if (rule.team !== undefined) return w('says_team', { what: speech.settingName(rule.team) || '…' });
    const path = rule.field ?? rule.person ?? '';
    return w('says_field', {
      what: path.startsWith('settings.') ? speech.settingName(path) : fieldLabel(speech, entity, path) || '…',
    });
  });
  return listed(said) || w('says_nobody');
}

const manyWords = {
  approve: { any: 'says_any', all: 'says_all' },
  handle: { any: 'says_anyDone', all: 'says_allDone' },
} as const;

/** A node in one sentence: who decides and how, or what is done. */
export function nodeWords(w: Say, speech: Speech, flow: FlowDocument, node: FlowNode): string {
  const span = (value: SpanDocument | undefined) => {
    const unit = spanUnits.find((one) => value?.[one] !== undefined);
    return unit ? `${value?.[unit]} ${w(`unit_${unit}`)}` : '…';
  };
  switch (node.kind) {
    case 'approve':
    case 'handle': {
      return [
        whoWords(w, speech, flow.entity, node.who),
        node.claim
          ? w('says_claim')
          : node.mode === 'ratio'
            ? w('says_ratio', { count: node.ratio ?? '…' })
            : w(manyWords[node.kind][node.mode === 'any' ? 'any' : 'all']),
        node.order === 'sequential' && w('says_sequential'),
        node.signature === 'required' && w('says_signed'),
        (node.attachments?.minItems ?? 0) > 0 && w('says_files'),
        ...(node.limits ?? []).map((limit) =>
          w('says_late', {
            what: span(limit.after),
            does: w(
              node.kind === 'handle' && limit.do === 'approve'
                ? 'late_complete'
                : (`late_${limit.do}` as 'late_remind'),
            ),
          }),
        ),
      ]
        .filter(Boolean)
        .join(' · ');
    }
    case 'cc':
      return whoWords(w, speech, flow.entity, node.who);
    case 'timer':
      if (node.until !== undefined)
        return w('says_until', {
          what: /^[a-z][a-z0-9_.]*$/.test(node.until)
            ? fieldLabel(speech, flow.entity, node.until)
            : w('says_moment'),
        });
      return node.cycle !== undefined
        ? w('says_cycle', { what: node.cycle })
        : w('says_after', { what: span(node.after) });
    case 'wait':
      return [
        node.when !== undefined
          ? w('says_when')
          : w(node.webhook !== undefined ? 'says_webhook' : 'says_message', {
              what: node.webhook ?? node.message ?? '…',
            }),
        node.limit && w('says_limit', { what: span(node.limit) }),
      ]
        .filter(Boolean)
        .join(' · ');
    case 'decision':
      return w('says_table', { what: speech.nameOf('table', node.table ?? '') || '…' });
    case 'sub_flow':
      return [
        speech.nameOf('flow', node.flow ?? '') || '…',
        node.each && w('says_each', { what: fieldLabel(speech, flow.entity, node.each) }),
        node.wait === false && w('says_unwaited'),
        node.wait !== false && node.each && node.mode === 'any' && w('says_one_approved'),
      ]
        .filter(Boolean)
        .join(' · ');
    case 'parallel':
      return isSplit(flow, node.key) ? w('says_parallel') : w('says_join');
    case 'inclusive':
      return isSplit(flow, node.key) ? w('says_inclusive') : w('says_join');
    case 'action':
      return stepsWords(speech, flow.entity, node.do);
    case 'end':
      return [
        node.result && w(`result_${node.result}` as 'result_approved'),
        node.terminate && w('says_terminate'),
      ]
        .filter(Boolean)
        .join(' · ');
    default:
      return '';
  }
}

export function startWords(w: Say, flow: FlowDocument): string {
  return w(`started_${flow.start.on}` as 'started_button');
}
