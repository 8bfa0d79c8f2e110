import { HttpException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { isTextKey } from '../i18n/translate.js';
import {
  BrokenRule,
  Conflict,
  DomainError,
  InvalidInput,
  NotFound,
  Unavailable,
} from '../error/domain-error.js';

interface DatabaseFault {
  code?: string;
  constraint?: string;
  message?: string;
}

/** What the driver says without a code of a connection that broke, or that it could not get. */
const lostConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable)/;

/**
 * The domain error that a thrown value means to a person, or undefined for a fault of ours (500).
 * A violated constraint speaks under `error.constraint.<name>` when the catalogue knows it.
 */
export function failureOf(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  if (thrown instanceof HttpException) return httpFailure(thrown);
  if (thrown instanceof QueryFailedError) return databaseFailure(thrown.driverError as DatabaseFault);
  const { code } = thrown as DatabaseFault;
  if (code?.startsWith('FST_ERR_CTP_') || code === 'FST_ERR_VALIDATION')
    return new InvalidInput([], 'error.unreadableBody');
  return databaseFailure(thrown as DatabaseFault);
}

function databaseFailure({ code, constraint, message }: DatabaseFault): DomainError | undefined {
  switch (code) {
    case '23505':
    case '23P01':
    case '23001':
      return new Conflict(constraintText(constraint) ?? 'error.conflict');
    case '23514':
    case '23503':
      return new BrokenRule(constraintText(constraint) ?? 'error.brokenRule');
    case '22P02':
    case '22007':
    case '22008':
    case '22003':
    case '22021':
    case '22P05':
      return new InvalidInput([]);
    case '40001':
    case '40P01':
    case '55P03':
      return new Unavailable('error.busy');
    case '53300':
    case '57P01':
    case '57P02':
    case '57P03':
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Unavailable();
    default:
      return code?.startsWith('08') || lostConnection.test(message ?? '') ? new Unavailable() : undefined;
  }
}

function constraintText(constraint: string | undefined): string | undefined {
  const key = `error.constraint.${constraint ?? ''}`;
  return constraint && isTextKey(key) ? key : undefined;
}

function httpFailure(thrown: HttpException): DomainError {
  const status = thrown.getStatus();
  if (status === 404) return new NotFound();
  return new PlainFailure(status);
}

/** A failure the framework reports by status alone. */
class PlainFailure extends DomainError {
  constructor(readonly status: number) {
    super(status === 413 ? 'error.tooLarge' : status === 415 ? 'error.mediaType' : 'error.request');
  }
}
