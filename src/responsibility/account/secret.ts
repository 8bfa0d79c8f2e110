import { createHash, randomBytes, randomInt } from 'node:crypto';
import { hash, hashRaw, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Capitals and digits that nobody confuses on paper: no 0 O 1 I L U. */
const slipLetters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const slipLength = 8;

/** 256 random bits, for a cookie or an `Authorization: Bearer` header. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: it is random enough that a plain hash can't be searched backwards. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Six digits for a text message. */
export function newSmsCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Eight characters for a printed slip, about 39 bits. */
export function newSlipCode(): string {
  return Array.from({ length: slipLength }, () => slipLetters.charAt(randomInt(slipLetters.length))).join('');
}

/** A password to be read out or printed once: four groups of four, about 78 bits. */
export function newOneTimePassword(): string {
  const letters = Array.from({ length: 16 }, () => slipLetters.charAt(randomInt(slipLetters.length))).join(
    '',
  );
  return letters.match(/.{4}/g)?.join('-') ?? letters;
}

/** A slip as people type it: lower case, with blanks and hyphens. */
export function normaliseSlipCode(typed: string): string {
  return typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
}

/** Passwords count by their characters, however the keyboard composed them. */
export function hashSecret(secret: string): Promise<string> {
  return hash(secret.normalize('NFC'), cost);
}

/** Takes the same time when there is nothing to compare with, so the answer's time tells nothing. */
export async function secretMatches(stored: string | null | undefined, secret: string): Promise<boolean> {
  const matches = await verify(stored ?? (await nothing()), secret.normalize('NFC'));
  return matches && typeof stored === 'string';
}

/**
 * A slip is found by its code alone, so its hash has a fixed salt. Being argon2id, searching all 39 bits backwards
 * would still take centuries of a processor.
 */
export async function slipHash(code: string): Promise<string> {
  const salt = Buffer.from('zhixing activation slip');
  return (await hashRaw(normaliseSlipCode(code), { ...cost, salt })).toString('hex');
}

let hashOfNothing: Promise<string> | undefined;

function nothing(): Promise<string> {
  return (hashOfNothing ??= hash(randomBytes(32), cost));
}
