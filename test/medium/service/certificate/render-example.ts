import { ClassInputs, PersonInputs } from '../../../../src/service/certificate/render/certificate-inputs.js';

export const exampleClass: ClassInputs = {
  className: '2026年第三期驻村第一书记和村党组织书记能力提升示范培训班',
  startsOn: '2026-10-12',
  endsOn: '2026-10-18',
  hours: 56,
  issuer: '陕西省干部教育培训中心',
  issuedOn: '2026-11-20',
  seal: 'drawn',
};

export function examplePerson(name: string, number = 610002): PersonInputs {
  return {
    name,
    registerNumber: `陕训结字〔2026〕第${number}号`,
    checkUrl: `https://px.example.gov.cn/v/2qgl${number}`,
  };
}
