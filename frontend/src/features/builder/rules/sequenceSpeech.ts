/** What a sequence does, in plain words. */
import type { Language } from '@/api/types';
import { listed } from '@/i18n/lists';
import { weekdayName } from '@/ui/dates';
import type { SequenceDocument, SequenceStepDocument } from '../draft/documents';
import { stepsWords } from './sentence';
import type { Speech } from './sentence';
import type { sequenceWords } from './sequenceWords';

type Say = ReturnType<typeof sequenceWords.use>;

/** When a step comes after the one before it. */
export function waitWords(s: Say, speech: Speech, step: SequenceStepDocument, language: Language): string {
  const [unit, amount] = Object.entries(step.wait ?? {})[0] ?? [];
  const after =
    unit === undefined || amount === 0
      ? s('atOnce')
      : typeof amount === 'number'
        ? s(`after_${unit}` as 'after_days', { count: amount })
        : s(`afterSet_${unit}` as 'afterSet_days', {
            name: String(amount).startsWith('settings.') ? speech.settingName(String(amount)) : amount,
          });
  const days = (step.weekdays ?? []).map((day) => weekdayName(day % 7, language));
  return [
    after,
    step.at ? s('saidAt', { at: step.at }) : '',
    days.length ? s('saidOn', { days: listed(days) }) : '',
  ].join('');
}

/** What a step does, without its wait. */
export function deedWords(speech: Speech, entity: string, step: SequenceStepDocument): string {
  return stepsWords(speech, entity, step.do);
}

/** The whole sequence as sentences. */
export function sequenceSaid(
  s: Say,
  speech: Speech,
  sequence: SequenceDocument,
  language: Language,
): string[] {
  const { text, entities } = speech;
  const exits = sequence.exits ?? [];
  const { quiet } = sequence;
  return [
    s('said', {
      entity: text(entities[sequence.entity]?.name) || sequence.entity,
      count: sequence.steps.length,
    }),
    ...sequence.steps.map((step) =>
      s('saidStep', {
        when: waitWords(s, speech, step, language),
        what: deedWords(speech, sequence.entity, step),
      }),
    ),
    exits.length ? s('saidExits', { names: listed(exits.map((exit) => text(exit.name) || exit.key)) }) : '',
    quiet?.from && quiet.to ? s('saidQuiet', { from: quiet.from, to: quiet.to }) : '',
    quiet?.rest_days ? s('saidRest') : '',
    sequence.again_after_days === undefined ? s('saidOnce') : '',
  ].filter(Boolean);
}
