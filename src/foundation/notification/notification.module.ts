import { Global, Module } from '@nestjs/common';
import { Delivery } from './delivery.js';
import { DeliveryProcessor } from './delivery.processor.js';
import { EmailChannel } from './email.channel.js';
import { Inbox } from './inbox.js';
import { InboxPage } from './inbox.page.js';
import { MessageController } from './message.controller.js';
import { MessageRepository } from './message.repository.js';
import { Notifier } from './notifier.js';
import { Outbox } from './outbox.js';
import { OutboxPage } from './outbox.page.js';
import { SmsChannel } from './sms.channel.js';

/** Inbox, e-mail and text messages. */
@Global()
@Module({
  controllers: [MessageController, InboxPage, OutboxPage],
  providers: [
    Delivery,
    DeliveryProcessor,
    EmailChannel,
    Inbox,
    MessageRepository,
    Notifier,
    Outbox,
    SmsChannel,
  ],
  exports: [Inbox, Notifier],
})
export class NotificationModule {}
