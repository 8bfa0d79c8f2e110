import { Injectable, OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ActorSource } from './foundation/access/actor-source.port.js';
import { Invariant } from './foundation/database/invariant.port.js';
import { ViewContextSource } from './foundation/view/view-context.port.js';
import { CompletionLock } from './integration/completion/completion-lock.port.js';
import { PrintableText } from './integration/eligibility/printable-text.port.js';
import { SessionRecords } from './integration/session/session-records.port.js';
import { QuotaHolder } from './responsibility/quota/quota-holder.port.js';
import { AudienceHolder } from './targeting/audience/audience-holder.port.js';
import { PersonDirectory } from './responsibility/account/person-directory.port.js';

type Port = abstract new (...parts: never[]) => object;

/** Every port: what a room asks of rooms that it must not know. */
export const ports: readonly Port[] = [
  ActorSource,
  Invariant,
  ViewContextSource,
  PersonDirectory,
  QuotaHolder,
  AudienceHolder,
  SessionRecords,
  PrintableText,
  CompletionLock,
];

/** Keeps the product from booting while a port has no provider: a rule would silently not hold. */
@Injectable()
export class PortCheck implements OnApplicationBootstrap {
  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws naming every port that nobody provides */
  onApplicationBootstrap(): void {
    const instances = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    const missing = ports.filter((port) => !instances.some((instance) => instance instanceof port));
    if (missing.length > 0)
      throw new Error(`Ports without a provider: ${missing.map(({ name }) => name).join(', ')}`);
  }
}
