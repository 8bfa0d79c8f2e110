import { newCheckCode, typedCheckCode } from '../../../../src/service/certificate/check-code.rules.js';
import {
  frozenLines,
  issueDate,
  sheetInputs,
} from '../../../../src/service/certificate/frozen-inputs.rules.js';
import { maskedName } from '../../../../src/service/certificate/masked-name.rules.js';
import {
  registerNumber,
  usualRegisterWord,
} from '../../../../src/service/certificate/register-word.rules.js';

describe('the check code', () => {
  it('holds 60 random bits in an alphabet without I, L, O and U', () => {
    const codes = Array.from({ length: 2_000 }, newCheckCode);
    expect(new Set(codes).size).toBe(2_000);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    for (let place = 0; place < 12; place++)
      expect(new Set(codes.map((code) => code.charAt(place))).size).toBe(32);
  });

  it('is understood as people type it', () => {
    expect(typedCheckCode(' 2q9x-oi1l 7k3v ')).toBe('2Q9X01117K3V');
  });
});

describe('the masked name', () => {
  it.each([
    ['张三', '张*'],
    ['王建军', '王*军'],
    ['欧阳晓明', '欧**明'],
    ['𬱖', '𬱖*'],
    ['古丽·艾山江', '古*'],
    ['Ann', 'A*'],
  ])('of %s is %s', (name, masked) => {
    expect(maskedName(name)).toBe(masked);
  });
});

describe('the register number', () => {
  it('begins with the word of the division', () => {
    expect(usualRegisterWord({ code: '610000000000', level: 1, shortName: '陕西' })).toBe('陕');
    expect(usualRegisterWord({ code: '610100000000', level: 2, shortName: '西安' })).toBe('陕西安');
    expect(registerNumber('陕', 2026, 123)).toBe('陕训结字〔2026〕第000123号');
  });
});

describe('the frozen lines', () => {
  const facts = {
    title: '能力提升班',
    runNumber: 3,
    startsOn: '2026-10-12',
    endsOn: '2026-10-18',
    issuer: '测试中心',
    seal: 'drawn' as const,
  };

  it('bear the day of the ceremony when they are made before it, else the day of issue', () => {
    expect(issueDate('2026-10-18', '2026-10-16')).toBe('2026-10-18');
    expect(issueDate('2026-10-18', '2026-11-20')).toBe('2026-11-20');
  });

  it('name the run of a series once', () => {
    expect(frozenLines(facts, 56, '2026-10-18').className).toBe('能力提升班（第3期）');
    expect(frozenLines({ ...facts, title: '第三期能力提升班' }, 56, '2026-10-18').className).toBe(
      '第三期能力提升班',
    );
  });

  it('take the address they were frozen with, whatever the installation’s is now', () => {
    const columns = {
      personName: '张三',
      registerNumber: '一号',
      checkCode: 'ABC',
      photoSha256: null,
      sealSha256: null,
    };
    const inputs = frozenLines(facts, 56, '2026-10-18');
    const old = { ...columns, inputs: { ...inputs, checkUrl: 'https://old.example/v/ABC' } };
    expect(sheetInputs(old, 'https://new.example').person.checkUrl).toBe('https://old.example/v/ABC');
    expect(sheetInputs({ ...columns, inputs }, 'https://new.example').person.checkUrl).toBe(
      'https://new.example/v/ABC',
    );
    expect(sheetInputs(old, '').shared).not.toHaveProperty('checkUrl');
  });
});
