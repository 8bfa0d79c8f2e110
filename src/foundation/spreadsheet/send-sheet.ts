import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** The media type of an .xlsx. */
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Sends an .xlsx as a file to be saved; never kept by a cache, because it names people. */
export async function sendWorkbook(reply: FastifyReply, workbook: Readable, name: string): Promise<void> {
  await asFile(reply, workbookType, `${name}.xlsx`).send(workbook);
}

/** The same for delimited text. */
export async function sendCsv(reply: FastifyReply, text: Readable, name: string): Promise<void> {
  await asFile(reply, 'text/csv; charset=utf-8', `${name}.csv`).send(text);
}

function asFile(reply: FastifyReply, type: string, name: string): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store');
}
