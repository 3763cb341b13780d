/** 分值如何衰减。 */
export const decayWords = {
  decay: '分值衰减',
  decay_none: '不衰减',
  decay_half_life: '每满天数减半',
  decay_linear: '均匀减至零',
  decay_off: '到期清零',
  decayDays: '天数',
  sayDecay_half_life_one: '每 {{count}} 天减半',
  sayDecay_half_life_other: '每 {{count}} 天减半',
  sayDecay_linear_one: '{{count}} 天减至零',
  sayDecay_linear_other: '{{count}} 天减至零',
  sayDecay_off_one: '{{count}} 天后清零',
  sayDecay_off_other: '{{count}} 天后清零',
} as const;
