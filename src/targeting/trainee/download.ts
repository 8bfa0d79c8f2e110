import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Sends an .xlsx as a file to be saved; never kept by a cache, because it names people. */
export async function sendWorkbook(reply: FastifyReply, workbook: Readable, name: string): Promise<void> {
  await reply
    .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .header('content-disposition', `attachment; filename="${name}.xlsx"`)
    .header('cache-control', 'no-store')
    .send(workbook);
}

/** The same for delimited text. */
export async function sendCsv(reply: FastifyReply, text: Readable, name: string): Promise<void> {
  await reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .header('cache-control', 'no-store')
    .send(text);
}
