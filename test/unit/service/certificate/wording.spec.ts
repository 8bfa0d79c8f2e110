import { readSheetFolder } from '../../../../src/service/certificate/render/sheet-folder.js';
import { Wording } from '../../../../src/service/certificate/render/wording.js';

const shared = {
  className: '第一书记示范培训班',
  startsOn: '2026-10-12',
  endsOn: '2026-10-18',
  hours: 56,
  issuer: '某省干部教育培训中心',
  issuedOn: '2026-11-02',
};
const person = {
  name: '王芳',
  registerNumber: '〔2026〕第1号',
  checkUrl: 'https://px.example.gov.cn/v/2qgl9v1k',
};

describe('the wording of a certificate', () => {
  const wording = new Wording(readSheetFolder().wording);

  it('says who, what, when and how long in Chinese and English', () => {
    const lines = wording.ofClass(shared);
    expect(lines.body[0]).toBe(
      '于2026年10月12日至2026年10月18日参加“第一书记示范培训班”集中培训，修完规定课程，共计56学时，考核合格，准予结业。',
    );
    expect(lines.english.join(' ')).toContain('held from 12 October 2026 to 18 October 2026, 56 class hours');
    expect(lines.date).toBe('2026年11月2日');
  });

  it('addresses the person and prints the address of the check in upper case', () => {
    expect(wording.ofPerson(shared, person)).toEqual({
      salutation: '王芳 同志：',
      number: '证书编号：〔2026〕第1号',
      address: 'HTTPS://PX.EXAMPLE.GOV.CN/V/2QGL9V1K',
    });
  });

  it('takes values as text: no value opens a part, a paragraph or an expression', () => {
    const className = '班\n[title]\n伪造\r\n{{hours}}&<b>';
    const lines = wording.ofClass({ ...shared, className });
    expect(lines.title).toBe('结业证书');
    expect(lines.body).toHaveLength(2);
    expect(lines.body[0]).toContain('班 [title] 伪造 {{hours}}&<b>');
  });

  it('refuses a template that is broken, incomplete or asks for an unknown value or helper', () => {
    const source = readSheetFolder().wording;
    expect(() => new Wording(source.replace('[issuer]', '[isuer]'))).toThrow('unknown part [isuer]');
    expect(() => new Wording(source.replace(/\[check\]\n.*\n/, ''))).toThrow('lacks [check]');
    expect(() => new Wording(source.replace('{{hours}}', '{{hours'))).toThrow("can't be read");
    expect(() => new Wording(source.replace('{{hours}}', '{{lookup hours 1}}'))).toThrow('lookup');
    expect(() => new Wording(source.replace('{{hours}}', '{{days}}')).ofClass(shared)).toThrow('days');
  });

  it('refuses a date that is none', () => {
    expect(() => wording.ofClass({ ...shared, startsOn: '12.10.2026' })).toThrow('12.10.2026');
  });
});
