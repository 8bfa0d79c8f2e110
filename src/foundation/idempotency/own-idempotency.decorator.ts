import { SetMetadata } from '@nestjs/common';
import type { Role } from '../access/actor.js';

export const ownIdempotencyKey = 'zhixing:own-idempotency';

/**
 * The handler answers for repeated requests itself: the seat path in its own statement, or a verb whose answer is
 * a secret that must not be kept. With roles only for those; the others get their first answer again.
 */
export const OwnIdempotency = (roles: readonly Role[] | 'everyone' = 'everyone') =>
  SetMetadata(ownIdempotencyKey, roles);
