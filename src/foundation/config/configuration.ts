import { resolve } from 'node:path';

/** What this installation was told by its environment; the only reader of `process.env` is {@link readConfiguration}. */
export class Configuration {
  /** Address and port the web process listens on. */
  host: string;
  port: number;
  /** Folder of everything that must survive a restart: embedded database, stored files, generated keys. Absolute. */
  dataFolder: string;
  /** A PostgreSQL of your own; undefined means the embedded one under `dataFolder`. */
  databaseUrl: string | undefined;
  /** A Redis of your own for the queues; undefined means queues on PostgreSQL. */
  redisUrl: string | undefined;
  /** Which work this process does; the zero-service default does both. */
  processes: 'web' | 'worker' | 'both';
  /** Whether an empty database gets the demonstration data. */
  demo: boolean;
  demoPassword: string;
  /** Address people reach the product at, without a trailing slash; printed in certificates and messages. */
  publicUrl: string;
  /** Whether a TLS proxy stands in front: secure cookies and HSTS. */
  secure: boolean;
  /** Whether administrators can do nothing before they have set up a second factor. */
  secondFactorRequired: boolean;
  /** Whether passwords must mix kinds of characters, where an authority insists (MLPS); length is what helps. */
  passwordMixed: boolean;
  /** Days after which a password must be replaced, where an authority insists (MLPS); undefined means never. */
  passwordDays: number | undefined;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  /** `keyId:base64key` pairs, newest first; undefined means a key file is made under `dataFolder`. */
  encryptionKeys: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string;
  /** HTTP gateway that takes `{phone, text}` and answers 2xx; undefined keeps text messages in the outbox only. */
  smsGatewayUrl: string | undefined;
  smsGatewayToken: string | undefined;
  /** A folder with further fonts for certificates. */
  fontFolder: string | undefined;
  /** PEM files of an authority's P-256 key and certificate that seal certificates; undefined means own ones are made. */
  sealingKeyFile: string | undefined;
  sealingCertificateFile: string | undefined;
  /** Certificates one address may check in a minute. */
  checksPerMinute: number;
  /** Most connections this process opens to the database. */
  databasePool: number;
  logLevel: 'error' | 'warn' | 'log' | 'debug';
}

/** A variable of the environment is wrong; the message names it and says what it must be. */
export class ConfigurationError extends Error {
  constructor(
    readonly variable: string,
    expectation: string,
    value: string,
  ) {
    super(`${variable} must be ${expectation}, but is "${value}".`);
  }
}

const defaultDemoPassword = 'zhixing-demo';

/**
 * Reads and validates the environment once, at start.
 * @throws ConfigurationError naming the first variable that is wrong
 */
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const read = new EnvironmentReader(environment);
  const demo = read.flag('DEMO') ?? true;
  const configuration = Object.assign(new Configuration(), {
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.integer('PORT', 0, 65535) ?? 3000,
    dataFolder: resolve(read.text('DATA_DIR') ?? '.data'),
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    redisUrl: read.url('REDIS_URL', ['redis:', 'rediss:']),
    processes: read.oneOf('PROCESSES', ['web', 'worker', 'both']) ?? 'both',
    demo,
    demoPassword: read.text('DEMO_PASSWORD') ?? defaultDemoPassword,
    publicUrl: '',
    secure: read.flag('SECURE') ?? false,
    secondFactorRequired: read.flag('SECOND_FACTOR_REQUIRED') ?? !demo,
    passwordMixed: read.flag('PASSWORD_MIXED') ?? false,
    passwordDays: read.integer('PASSWORD_DAYS', 1, 3650),
    trustedProxies: read.list('TRUSTED_PROXIES'),
    encryptionKeys: read.text('ENCRYPTION_KEYS'),
    smtpUrl: read.url('SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: read.text('MAIL_FROM') ?? 'zhixing@localhost',
    smsGatewayUrl: read.url('SMS_GATEWAY_URL', ['http:', 'https:']),
    smsGatewayToken: read.text('SMS_GATEWAY_TOKEN'),
    fontFolder: read.text('FONT_DIR'),
    sealingKeyFile: read.text('SEALING_KEY_FILE'),
    sealingCertificateFile: read.text('SEALING_CERTIFICATE_FILE'),
    checksPerMinute: read.integer('CHECKS_PER_MINUTE', 1, 100_000) ?? 30,
    databasePool: read.integer('DATABASE_POOL', 2, 200) ?? 20,
    logLevel: read.oneOf('LOG_LEVEL', ['error', 'warn', 'log', 'debug']) ?? 'log',
  } satisfies Pick<Configuration, keyof Configuration>);
  const shownHost = ['0.0.0.0', '::'].includes(configuration.host) ? 'localhost' : configuration.host;
  configuration.publicUrl =
    read.url('PUBLIC_URL', ['http:', 'https:'])?.replace(/\/$/, '') ??
    `http://${shownHost}:${configuration.port}`;
  refuseDefaultPasswordBeyondLoopback(configuration);
  return configuration;
}

function refuseDefaultPasswordBeyondLoopback(configuration: Configuration): void {
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(configuration.host);
  if (configuration.demo && configuration.demoPassword === defaultDemoPassword && !loopback) {
    throw new ConfigurationError(
      'DEMO_PASSWORD',
      'set to a password of your own when the demonstration listens beyond loopback (or set DEMO=0)',
      'the default',
    );
  }
}

class EnvironmentReader {
  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  text(variable: string): string | undefined {
    const value = this.environment[variable]?.trim();
    return value === '' ? undefined : value;
  }

  list(variable: string): string[] {
    return (this.text(variable) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
  }

  integer(variable: string, least: number, most: number): number | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most)
      throw new ConfigurationError(variable, `a whole number from ${least} to ${most}`, value);
    return number;
  }

  flag(variable: string): boolean | undefined {
    const value = this.oneOf(variable, ['0', '1', 'true', 'false']);
    return value === undefined ? undefined : value === '1' || value === 'true';
  }

  oneOf<Choice extends string>(variable: string, choices: Choice[]): Choice | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new ConfigurationError(variable, `one of ${choices.join(', ')}`, value);
    return choice;
  }

  url(variable: string, protocols: string[]): string | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
      throw new ConfigurationError(
        variable,
        `an address that starts with ${protocols.join(' or ')}//`,
        hidePassword(value),
      );
    return value;
  }
}

function hidePassword(url: string): string {
  return url.replace(/:[^:@/]+@/, ':***@');
}
