import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Letter, OutwardChannel, Refused } from './channel.js';
import { gatewayTimeout } from './notification.defaults.js';

/** Text messages through an HTTP gateway that takes `{phone, text}`. */
@Injectable()
export class SmsChannel implements OutwardChannel {
  constructor(private readonly configuration: Configuration) {}

  get configured(): boolean {
    return this.configuration.smsGatewayUrl !== undefined;
  }

  async deliver({ id, address, text }: Letter): Promise<void> {
    const { smsGatewayUrl, smsGatewayToken } = this.configuration;
    if (smsGatewayUrl === undefined) throw new Refused('no text gateway');
    let status: number;
    try {
      const response = await fetch(smsGatewayUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': id,
          ...(smsGatewayToken !== undefined && { authorization: `Bearer ${smsGatewayToken}` }),
        },
        body: JSON.stringify({ phone: address, text }),
        redirect: 'error',
        signal: AbortSignal.timeout(gatewayTimeout),
      });
      await response.body?.cancel();
      status = response.status;
    } catch (error) {
      const { name } = error as Error;
      throw new Error(name === 'TimeoutError' ? 'timeout' : 'gateway unreachable', { cause: error });
    }
    if (status >= 200 && status < 300) return;
    if (status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status))
      throw new Refused(`HTTP ${status}`);
    throw new Error(`HTTP ${status}`);
  }

  close(): void {
    // Requests hold nothing open between them.
  }
}
