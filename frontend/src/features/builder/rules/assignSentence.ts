import type { LimitsDocument, SelectorDocument } from '../draft/documents';
import { paired } from '@/i18n/lists';
import type { Speech } from './sentence';

/** Says whom a selector means. */
type Who = (selector: SelectorDocument) => string;

const PICKS = {
  round_robin: 'sayInTurn',
  least_loaded: 'sayLeast',
  weighted: 'sayByWeight',
  first: 'sayFirstOf',
  all: 'sayFirstOf',
} as const;

/** Whom a strategy means and who of them is taken; one person needs no turn. */
export function strategyWords({ r }: Speech, strategy: SelectorDocument, who: Who): string {
  if (strategy.person !== undefined || strategy.supervisor !== undefined) return who(strategy);
  const pick = (strategy.pick ?? 'round_robin') as keyof typeof PICKS;
  return r(PICKS[pick] ?? 'sayInTurn', { who: who(strategy) });
}

/** Whom limits pass over, as the end of a clause; nothing when they pass over nobody. */
function limitsWords({ r, settingName }: Speech, limits: LimitsDocument | undefined): string {
  if (!limits) return '';
  const number = (value: string) => (value.startsWith('settings.') ? `“${settingName(value)}”` : value);
  const said = [
    limits.present && r('sayPresent'),
    limits.not_previous && r('sayPrevious'),
    limits.hours && r('sayHours', { from: limits.hours.from, to: limits.hours.to }),
    limits.hold && r('sayHold', { amount: number(limits.hold) }),
    limits.per_day && r('sayDay', { amount: number(limits.per_day) }),
  ].filter((one): one is string => Boolean(one));
  return said.length > 0 ? r('sayPassing', { limits: said.join(r('or')) }) : '';
}

/** To whom a step assigns, whom it passes over and what is left; `field` is the name of another field than the owner. */
export function assignmentWords(
  speech: Speech,
  body: Record<string, unknown>,
  who: Who,
  field?: string,
): string {
  const strategies = (body.strategies as SelectorDocument[] | undefined) ?? [];
  const shared = limitsWords(speech, body.limits as LimitsDocument | undefined);
  const said = strategies
    .map((strategy) => {
      const own = limitsWords(speech, strategy.limits);
      const free = strategy.limits && !own && shared ? speech.r('sayUnlimited') : '';
      return strategyWords(speech, strategy, who) + own + free;
    })
    .join(speech.r('sayThen'));
  const whole = [said || '…', shared, body.otherwise === 'empty' ? speech.r('sayEmpty') : ''].join('');
  return field ? paired(field, whole) : whole;
}
