import { describe, expect, it } from 'vitest';
import { clockOf, isoOf, secondsOf, typedDuration } from './durations';

describe('durations', () => {
  it.each([
    ['1:30', 'PT1H30M'],
    ['0:05:30', 'PT5M30S'],
    ['1.5', 'PT1H30M'],
    ['90 min', 'PT1H30M'],
    ['1小时30分', 'PT1H30M'],
    ['2 days', 'PT48H'],
    ['P1DT2H', 'PT26H'],
    ['0', 'PT0S'],
    ['1:00:01', 'PT1H0M1S'],
  ])('should read %s', (typed, iso) => {
    expect(typedDuration(typed)).toBe(iso);
  });

  it.each(['soon', '', '1:75', 'P1M', 'PT'])('should not guess what “%s” means', (typed) => {
    expect(typedDuration(typed)).toBeUndefined();
  });

  it('should give back every second', () => {
    for (const seconds of [0, 59, 60, 3599, 3600, 93_784, 3_600_000_000])
      expect(secondsOf(isoOf(seconds))).toBe(seconds);
    expect([clockOf(5400), clockOf(5415), clockOf(93_600)]).toEqual(['1:30', '1:30:15', '26:00']);
  });
});
