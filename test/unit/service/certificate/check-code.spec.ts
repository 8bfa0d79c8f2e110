import { checkCode } from '../../../../src/service/certificate/render/check-code.js';

describe('the check code', () => {
  it('is alphanumeric, whatever case the address has', () => {
    const code = checkCode('https://px.example.gov.cn/v/2qgl9v1k');
    // 36 alphanumeric signs at level M fit version 2 (25 modules); as bytes they'd need version 3 (29).
    expect(code.modules).toBe(25);
    expect(code).toEqual(checkCode('HTTPS://PX.EXAMPLE.GOV.CN/V/2QGL9V1K'));
  });

  it('carries signs outside the alphanumeric set as bytes', () => {
    expect(checkCode('https://px.example.gov.cn/v?number=2qgl').modules).toBe(29);
  });

  it('begins every row of a finder pattern with its seven dark modules', () => {
    const { runs } = checkCode('https://px.example.gov.cn/v/2qgl9v1k');
    expect(runs[0]).toEqual([0, 0, 7]);
    expect(runs.filter(([row]) => row === 0).at(-1)).toEqual([0, 18, 7]);
  });
});
