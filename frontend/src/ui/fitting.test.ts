import { expect, test } from 'vitest';
import { fitting } from './fitting';

const offers = [{ label: '管理员' }, { label: 'Ann Lee' }, { label: '钱专家' }];

test('nothing is offered that does not fit what was typed, until its answer has come', () => {
  expect(fitting(offers, '钱', false)).toEqual([{ label: '钱专家' }]);
  expect(fitting(offers, ' ann ', false)).toEqual([{ label: 'Ann Lee' }]);
  expect(fitting(offers, 'qzj', false)).toEqual([]);
});

test('what the server found by other means than the name is offered', () => {
  expect(fitting(offers, 'qzj', true)).toEqual(offers);
  expect(fitting(offers, '', false)).toEqual(offers);
});
