import pg from 'pg';

/**
 * The limit that registrations are compared with: durable single-row inserts, one transaction each, over 16
 * connections, prepared, into a table with the same key. Gives inserts per second.
 */
export async function singleRowInserts(url: string, seconds = 4): Promise<number> {
  const connections = 16;
  const pool = new pg.Pool({ connectionString: url, max: connections });
  try {
    await pool.query(`create table if not exists public.peer (
      id uuid primary key default uuidv7(), class_id uuid not null, trainee_id uuid not null,
      at timestamptz not null default now())`);
    let inserted = 0;
    let counting = false;
    let running = true;
    const client = async () => {
      const connection = await pool.connect();
      while (running) {
        await connection.query({
          name: 'peer',
          text: 'insert into public.peer (class_id, trainee_id) values ($1, $2)',
          values: ['0198c0de-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-000000000002'],
        });
        if (counting) inserted++;
      }
      connection.release();
    };
    const clients = Array.from({ length: connections }, client);
    await pause(500);
    counting = true;
    const begun = performance.now();
    await pause(seconds * 1000);
    counting = false;
    const elapsed = (performance.now() - begun) / 1000;
    running = false;
    await Promise.all(clients);
    await pool.query('drop table public.peer');
    return inserted / elapsed;
  } finally {
    await pool.end();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
