/** How points lose their value. */
export const decayWords = {
  decay: 'Losing value',
  decay_none: 'They stay',
  decay_half_life: 'Half is left after each',
  decay_linear: 'Evenly, until nothing is left after',
  decay_off: 'All at once after',
  decayDays: 'Days',
  sayDecay_half_life_one: 'half after {{count}} day',
  sayDecay_half_life_other: 'half after {{count}} days',
  sayDecay_linear_one: 'to nothing in {{count}} day',
  sayDecay_linear_other: 'to nothing in {{count}} days',
  sayDecay_off_one: 'off after {{count}} day',
  sayDecay_off_other: 'off after {{count}} days',
} as const;
