import { describe, expect, it } from 'vitest';
import { setupFaults } from './setupFaults';

const right = {
  token: 'a token',
  organisation: '',
  name: 'Ada',
  login: 'ada@example.com',
  password: 'blue horses run',
  currency: 'CNY',
  zone: 'Asia/Shanghai',
};

describe('faults of the first run', () => {
  it('finds none where all is filled in; whose the workspace is may be left open', () => {
    expect(setupFaults(right)).toEqual({});
    expect(setupFaults({ ...right, login: '李雷', zone: 'UTC' })).toEqual({});
  });

  it('tells every fault at once', () => {
    expect(
      setupFaults({ ...right, token: ' ', name: '', login: 'a da', password: 'short', zone: 'Nowhere' }),
    ).toEqual({
      token: 'fillIn',
      name: 'fillIn',
      login: 'loginForm',
      password: 'passwordShort',
      zone: 'zoneUnknown',
    });
    expect(setupFaults({ ...right, password: '          ', currency: 'XYZ' })).toEqual({
      password: 'fillIn',
      currency: 'currencyUnknown',
    });
    expect(setupFaults({ ...right, password: 'aaaaaaaaaa' })).toEqual({ password: 'passwordSimple' });
  });
});
