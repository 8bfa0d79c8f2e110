import { Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Configuration } from '../config/configuration.js';
import { OutwardChannel, Refused } from './channel.js';
import { EmailChannel } from './email.channel.js';
import { textOf } from './message.text.js';
import { Channel, Message } from './message.js';
import { MessageRepository } from './message.repository.js';
import { deliveryConcurrency } from './notification.defaults.js';
import { SmsChannel } from './sms.channel.js';

/** Gets due messages out of the house. */
@Injectable()
export class Delivery implements OnApplicationShutdown {
  private readonly logger = new Logger(Delivery.name);
  private readonly channels: Record<Exclude<Channel, 'inApp'>, OutwardChannel>;

  constructor(
    private readonly messages: MessageRepository,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
    email: EmailChannel,
    sms: SmsChannel,
  ) {
    this.channels = { email, sms };
  }

  /** Whether messages of the channel are written at all: it has a gateway, or this is a demonstration. */
  takes(channel: Exclude<Channel, 'inApp'>): boolean {
    return this.channels[channel].configured || this.configuration.demo;
  }

  isConfigured(channel: Channel): boolean {
    return channel === 'inApp' || this.channels[channel].configured;
  }

  /** Sends everything that is due, until nothing is or the signal is aborted. */
  async deliverDue(signal?: AbortSignal): Promise<{ sent: number; refused: number }> {
    await this.messages.giveUpUnknown();
    await this.messages.showDue(this.clock.now());
    const tally = { sent: 0, refused: 0 };
    const carry = async (): Promise<void> => {
      while (!signal?.aborted) {
        const message = await this.messages.takeNext(['email', 'sms'], this.clock.now());
        if (!message) return;
        tally[(await this.carryOut(message)) ? 'sent' : 'refused']++;
      }
    };
    await Promise.all(Array.from({ length: deliveryConcurrency }, carry));
    return tally;
  }

  onApplicationShutdown(): void {
    for (const channel of Object.values(this.channels)) channel.close();
  }

  private async carryOut(message: Message): Promise<boolean> {
    try {
      await this.hand(message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'failed';
      this.logger.warn(`Message ${message.id} by ${message.channel} was not taken: ${reason}`);
      await this.messages.notSent(message, reason, error instanceof Refused, this.clock.now());
      return false;
    }
    await this.messages.sent(message.id, this.clock.now());
    return true;
  }

  private async hand(message: Message): Promise<void> {
    const { id, address, channel, link } = message;
    if (channel === 'inApp' || address === null) return;
    const gateway = this.channels[channel];
    // In a demonstration without gateways the outbox is where messages end.
    if (!gateway.configured && this.configuration.demo) return;
    const { subject, text } = textOf(message);
    const whole = channel === 'email' && link ? `${text}\n\n${this.configuration.publicUrl}${link}` : text;
    await gateway.deliver({ id, address, subject, text: whole });
  }
}
