import { IsOptional } from 'class-validator';
import { IsFlag } from '../../../../src/foundation/http/flag.decorator.js';
import { validate } from '../../../../src/foundation/http/validate.js';
import { RegistrationWindowDto } from '../../../../src/integration/class/class.dto.js';
import { SessionDto } from '../../../../src/integration/session/session.dto.js';

class Answer {
  @IsOptional()
  @IsFlag()
  yes?: boolean;
}

const session = {
  title: '结业式',
  mode: 'ceremony',
  startsAt: '2026-12-01T08:30',
  endsAt: '2026-12-01T09:30',
  hours: '0',
};

describe('A yes or no', () => {
  it.each([
    [true, true],
    ['true', true],
    ['on', true],
    [false, false],
    ['false', false],
    ['off', false],
    ['', undefined],
  ])('is understood: %p', async (given, understood) => {
    expect((await validate(Answer, { yes: given })).yes).toBe(understood);
  });

  it.each(['maybe', 1, {}, 'toString'])('is refused when it is neither: %p', async (given) => {
    await expect(validate(Answer, { yes: given })).rejects.toMatchObject({
      fields: [{ field: 'yes', code: 'error.isBoolean' }],
    });
  });

  it('is no for a class and its sessions when the text says "false"', async () => {
    expect(await validate(RegistrationWindowDto, { approvalRequired: 'false' })).toMatchObject({
      approvalRequired: false,
    });
    expect(
      await validate(SessionDto, { ...session, closingCeremony: 'false', acknowledged: 'false' }),
    ).toMatchObject({ closingCeremony: false, acknowledged: false });
    expect(await validate(SessionDto, { ...session, closingCeremony: 'true' })).toMatchObject({
      closingCeremony: true,
    });
  });
});
