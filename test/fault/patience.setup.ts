// Faults heal within half a minute, and processes start slowly on a busy machine.
(import.meta as unknown as { jest: { setTimeout(milliseconds: number): void } }).jest.setTimeout(180_000);
