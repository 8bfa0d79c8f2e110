import type { Certificate } from './certificate.entity.js';
import { checkUrl } from './frozen-inputs.rules.js';

/** A certificate as those who may read it see it. */
export interface CertificateView {
  id: string;
  registerNumber: string;
  traineeId: string;
  name: string;
  classId: string;
  className: string;
  startsOn: string;
  endsOn: string;
  hours: number;
  issuer: string;
  issuedOn: string;
  seatOrder: number | null;
  state: Certificate['state'];
  /** Since when it is no longer in force, and why. */
  endedAt: Date | null;
  endedReason: string | null;
  /** Whether its PDF is ready; otherwise it is set when it is asked for. */
  rendered: boolean;
  replacesId: string | null;
  /** Where anyone can check it. */
  checkUrl: string;
}

export function certificateView(certificate: Certificate, publicUrl: string): CertificateView {
  const { inputs } = certificate;
  return {
    id: certificate.id,
    registerNumber: certificate.registerNumber,
    traineeId: certificate.traineeId,
    name: certificate.personName,
    classId: certificate.classId,
    className: inputs.className,
    startsOn: inputs.startsOn,
    endsOn: inputs.endsOn,
    hours: inputs.hours,
    issuer: inputs.issuer,
    issuedOn: certificate.issuedOn,
    seatOrder: certificate.seatOrder,
    state: certificate.state,
    endedAt: certificate.endedAt,
    endedReason: certificate.endedReason,
    rendered: certificate.fileSha256 !== null,
    replacesId: certificate.replacesId,
    checkUrl: inputs.checkUrl ?? checkUrl(publicUrl, certificate.checkCode),
  };
}
