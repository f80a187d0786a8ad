/**
 * Tells on stderr what takes long, so that a first run is never silent: a line when it starts, one every ten seconds,
 * one with the time it took.
 */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1000);
  say(`${what} …`);
  const ticker = setInterval(() => say(`${what} … ${seconds()} s`), 10_000);
  try {
    const result = await work();
    say(`${what}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
