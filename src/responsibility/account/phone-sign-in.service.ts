import { Injectable } from '@nestjs/common';
import { Audit } from '../../foundation/audit/audit.js';
import { Database } from '../../foundation/database/database.js';
import { BrokenRule, NotSignedIn } from '../../foundation/error/domain-error.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { Attempts } from './attempts.js';
import { CodeMessages } from './code-messages.js';
import { addressGroup, addressLock } from './lock.rules.js';
import { Person, PersonDirectory } from './person-directory.port.js';
import { codeRules, PhoneCodes } from './phone-codes.js';
import { ownerOf } from './phone-owner.rules.js';
import { RegisterAccounts } from './register-accounts.js';

interface PhoneAccount {
  id: string;
  name: string;
  state: 'active' | 'disabled';
}

/** Signing in without a clerk: a code to one's phone. Accounts of register people are made on the way. */
@Injectable()
export class PhoneSignInService {
  constructor(
    private readonly database: Database,
    private readonly directory: PersonDirectory,
    private readonly codes: PhoneCodes,
    private readonly messages: CodeMessages,
    private readonly accounts: RegisterAccounts,
    private readonly attempts: Attempts,
    private readonly audit: Audit,
    private readonly context: RequestContext,
  ) {}

  /** Sends a code when the phone belongs to somebody; whoever asks can't tell whether it does. */
  async sendCode(phone: string): Promise<void> {
    const code = await this.codes.make(phone, { kind: 'sms' });
    const [account, persons] = [await this.account(phone), await this.directory.findByPhone(phone)];
    if (account?.state === 'active' || persons.length > 0)
      await this.messages.send(phone, code, codeRules.minutes);
  }

  /**
   * The account a phone and its code belong to.
   * @throws NotSignedIn for a code that is wrong, old or used; BrokenRule when the phone is shared and the end of the
   * citizen ID must tell who it is; TooMany
   */
  async accountOf(phone: string, code: string, citizenIdLastFour?: string): Promise<string> {
    const address = addressGroup(this.context.current?.address ?? '');
    await this.attempts.begin('address', address, addressLock);
    const codeId = await this.codes.check(phone, code, { kind: 'sms' });
    const owner =
      codeId === undefined
        ? 'nobody'
        : ownerOf(
            await this.account(phone),
            await this.persons(phone, citizenIdLastFour),
            citizenIdLastFour !== undefined,
          );
    if (owner === 'several' && codeId !== undefined) {
      await this.codes.giveBack(codeId);
      await this.attempts.giveBack('address', address);
      throw new BrokenRule('account.lastFour.needed', {}, [
        { field: 'citizenIdLastFour', code: 'account.lastFour.needed' },
      ]);
    }
    const account = owner === 'nobody' || owner === 'several' ? undefined : await this.accountFor(owner);
    if (account?.state !== 'active' || codeId === undefined || !(await this.codes.consume(codeId)))
      return this.refuse(account?.id);
    await this.attempts.giveBack('address', address);
    await this.attempts.clear('phone', phone);
    return account.id;
  }

  private async accountFor(owner: { account: PhoneAccount; person?: Person } | { person: Person }) {
    if (!('account' in owner)) return this.accounts.ensure(owner.person);
    if (owner.person) await this.accounts.link(owner.account.id, owner.person);
    return owner.account;
  }

  private account(phone: string): Promise<PhoneAccount | undefined> {
    return this.database.one<PhoneAccount>(
      'select id, name, state from responsibility.account where phone = $1',
      [phone],
    );
  }

  /** Register people of the phone, each with the account it has already. */
  private async persons(
    phone: string,
    lastFour?: string,
  ): Promise<{ person: Person; accountId: string | undefined }[]> {
    const persons = await this.directory.findByPhone(phone, lastFour);
    return Promise.all(
      persons.map(async (person) => ({
        person,
        accountId: (await this.accounts.find(person.traineeId))?.id,
      })),
    );
  }

  private async refuse(accountId: string | undefined): Promise<never> {
    await this.audit.record(undefined, {
      action: 'signIn.refuse',
      subjectType: 'account',
      ...(accountId === undefined ? {} : { subjectId: accountId }),
      after: { by: 'sms' },
    });
    throw new NotSignedIn('account.code.refused');
  }
}
