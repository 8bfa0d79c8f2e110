import { Injectable } from '@nestjs/common';
import { createTransport, Transporter } from 'nodemailer';
import { Configuration } from '../config/configuration.js';
import { Letter, OutwardChannel, Refused } from './channel.js';
import { deliveryConcurrency, gatewayTimeout } from './notification.defaults.js';

/** E-mail over SMTP. */
@Injectable()
export class EmailChannel implements OutwardChannel {
  private readonly transport: Transporter | undefined;

  constructor(private readonly configuration: Configuration) {
    const { smtpUrl } = configuration;
    if (smtpUrl === undefined) return;
    const { protocol, hostname, port, username, password } = new URL(smtpUrl);
    this.transport = createTransport({
      pool: true,
      maxConnections: deliveryConcurrency,
      host: hostname,
      secure: protocol === 'smtps:',
      port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
      ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
      connectionTimeout: gatewayTimeout,
      greetingTimeout: gatewayTimeout,
      socketTimeout: gatewayTimeout,
    });
  }

  get configured(): boolean {
    return this.transport !== undefined;
  }

  async deliver({ id, address, subject, text }: Letter): Promise<void> {
    if (!this.transport) throw new Refused('no SMTP server');
    const { mailFrom } = this.configuration;
    try {
      await this.transport.sendMail({
        from: { name: '知行', address: mailFrom },
        to: { name: '', address },
        subject,
        text,
        messageId: `<${id}@${mailFrom.split('@')[1] ?? 'localhost'}>`,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      if (responseCode !== undefined && responseCode >= 500) throw new Refused(`SMTP ${responseCode}`);
      throw new Error(`SMTP ${responseCode ?? code ?? 'failed'}`, { cause: error });
    }
  }

  close(): void {
    this.transport?.close();
  }
}
