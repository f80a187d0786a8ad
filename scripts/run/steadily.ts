import { waitFor } from '../../test/cluster/wait.ts';

const enough = 10;

/** Waits until it holds ten times in a row: for a moment after a change, nginx's old workers still answer too. */
export async function steadily(
  what: string,
  holds: (pending: (state: unknown) => void) => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  let inARow = 0;
  await waitFor(
    what,
    async (pending) => {
      const before = inARow;
      inARow = 0;
      if (await holds(pending)) inARow = before + 1;
      return inARow === enough;
    },
    { timeoutMs },
  );
}
