import { DomainError } from '../../../../src/foundation/error/domain-error.js';
import {
  passwordHasExpired,
  passwordMustBeStrong,
} from '../../../../src/responsibility/account/password.rules.js';

function reasonAgainst(password: string, owner = {}): string | undefined {
  try {
    passwordMustBeStrong(password, owner);
    return undefined;
  } catch (error) {
    return (error as DomainError).code;
  }
}

describe('passwordMustBeStrong', () => {
  it.each(['short1!', '九个汉字不够长的话', 'a'.repeat(9)])('refuses %s as too short', (password) => {
    expect(reasonAgainst(password)).toBe('account.password.short');
  });

  it('refuses more than 128 characters and takes 128', () => {
    expect(reasonAgainst('plough'.repeat(22))).toBe('account.password.long');
    expect(
      reasonAgainst('the ploughman homeward plods his weary way '.repeat(3).slice(0, 128)),
    ).toBeUndefined();
  });

  it.each([
    'password123',
    'Password1234!',
    'admin123456',
    'qwertyuiop',
    '1qaz2wsx3edc',
    'asdfghjkl123',
    'abcdefghijkl',
    '1234567890',
    '0987654321',
    'woaini1314520',
    'woaini5201314',
    '5201314520',
    'zhongguo123456',
    'mima123456',
    'xiangcunzhenxing2025',
    'aaaaaaaaaaaa',
    '1212121212121212',
    '88888888888888',
    '20200101123',
    'iloveyou2020',
    'P@ssw0rd2024',
  ])('refuses %s as common', (password) => {
    expect(reasonAgainst(password)).toBe('account.password.common');
  });

  it.each([
    'zhixing-demo',
    'seven lamps over Wei river',
    '秦岭北麓有七盏灯笼挂着',
    'K7RW-93HX-MMTD-4Q2V',
    'tractor-plum-Yan-An',
    'mZ4!vq9Lx#Tr',
  ])('takes %s', (password) => {
    expect(reasonAgainst(password)).toBeUndefined();
  });

  it('refuses what is known of the person', () => {
    expect(reasonAgainst('wangxiaoman8', { username: 'wangxiaoman' })).toBe('account.password.personal');
    expect(reasonAgainst('13812345678')).toBe('account.password.personal');
    expect(reasonAgainst('11010519491231002X')).toBe('account.password.personal');
    expect(reasonAgainst('wangxiaoman lives by the mill', { username: 'wangxiaoman' })).toBeUndefined();
  });
});

describe('where an authority insists', () => {
  const mixed = (password: string) => {
    try {
      passwordMustBeStrong(password, {}, true);
      return undefined;
    } catch (error) {
      return (error as DomainError).code;
    }
  };

  it('a password mixes three kinds of characters', () => {
    expect(mixed('sevenlampsoverwei')).toBe('account.password.mixed');
    expect(mixed('seven lamps over wei')).toBe('account.password.mixed');
    expect(mixed('Seven lamps over wei')).toBeUndefined();
    expect(mixed('渭河上七盏灯 Seven')).toBeUndefined();
  });

  it('a password expires after its days, and never without a limit', () => {
    const set = new Date('2026-01-01T00:00:00Z');
    expect(passwordHasExpired(set, new Date('2026-03-31T23:59:59Z'), 90)).toBe(false);
    expect(passwordHasExpired(set, new Date('2026-04-01T00:00:00Z'), 90)).toBe(true);
    expect(passwordHasExpired(set, new Date('2036-04-01T00:00:00Z'), undefined)).toBe(false);
    expect(passwordHasExpired(null, new Date('2036-04-01T00:00:00Z'), 90)).toBe(false);
  });
});
