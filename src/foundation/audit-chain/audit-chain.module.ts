import { Module } from '@nestjs/common';
import { AuditChain } from './audit-chain.js';
import { AuditHorizon } from './audit-horizon.js';
import { AuditSealProcessor } from './audit-seal.processor.js';
import { AuditSealer } from './audit-sealer.js';

/** Seals the audit log behind the transactions and checks the seals; apart from the writer, whom everybody needs. */
@Module({
  providers: [AuditChain, AuditHorizon, AuditSealer, AuditSealProcessor],
  exports: [AuditChain],
})
export class AuditChainModule {}
