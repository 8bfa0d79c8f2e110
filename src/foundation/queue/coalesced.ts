/**
 * A trigger for work that only needs to be done once after the last of many calls: one at a time, and once more when
 * it was called meanwhile.
 */
export function coalesced(work: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    try {
      do {
        again = false;
        await work();
      } while (again as boolean);
    } catch (error) {
      failed(error);
    } finally {
      running = false;
    }
  };
  return () => {
    again = true;
    if (!running) void run();
  };
}
