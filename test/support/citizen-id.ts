import { syntheticCitizenId } from '../../src/targeting/trainee/citizen-id.rules.js';

/** A valid citizen ID of nobody; another for each number. */
export function citizenIdOf(number: number): string {
  const year = 1960 + Math.floor(number / 336_000);
  const day = Math.floor((number % 336_000) / 1_000);
  const date = `${year}-${String(1 + Math.floor(day / 28)).padStart(2, '0')}-${String(1 + (day % 28)).padStart(2, '0')}`;
  return syntheticCitizenId('610122', date, number % 1_000);
}
