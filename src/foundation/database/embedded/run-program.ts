import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.js';

export interface ProgramOptions {
  user: ServerUser | undefined;
  cwd: string;
  input?: string;
}

/**
 * What PostgreSQL's programs see of the environment: no PG* setting, foreign locale or secret of the
 * application reaches them.
 */
export const programEnvironment: Record<string, string> = Object.fromEntries(
  ['PATH', 'SystemRoot', 'TEMP', 'TMP']
    .map((name) => [name, process.env[name]])
    .concat([['LC_ALL', 'C']])
    .filter((entry): entry is [string, string] => entry[1] !== undefined),
);

/** Runs a program to its end and returns what it printed; rejects with its complaint when it fails. */
export function runProgram(
  command: string,
  programArguments: string[],
  options: ProgramOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const { user, cwd, input } = options;
    const child = spawn(command, programArguments, {
      cwd,
      env: programEnvironment,
      ...user,
      windowsHide: true,
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(complaint.trim() || `${command} ended with code ${code ?? 'none'}`));
    });
    child.stdin.end(input);
  });
}
