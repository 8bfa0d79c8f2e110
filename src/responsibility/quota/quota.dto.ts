/** A division that has a part of a quota. */
export class AllocatedDivision {
  /** 12 digits. */
  code: string;
  name: string;
  /** 1 province to 5 village. */
  level: number;
}

/** A unit that has a part of a quota. */
export class AllocatedOrganization {
  id: string;
  name: string;
}

/** A part of a quota; amount = allocated + held + free. */
export class AllocationView {
  id: string;
  /** The part it was taken from; null at the root. */
  parentId: string | null;
  division: AllocatedDivision | null;
  /** A unit of its own inside the division. */
  organization: AllocatedOrganization | null;
  amount: number;
  /** Handed down to parts below. */
  allocated: number;
  /** Held by seats. */
  held: number;
  free: number;
}

/** A quota as its root has it. */
export class QuotaView {
  id: string;
  purpose: 'plan' | 'class';
  amount: number;
  allocated: number;
  held: number;
  free: number;
}
