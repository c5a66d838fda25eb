/** Shows that a long step is alive: elapsed seconds, in place on a terminal, as lines elsewhere. */

/** Seconds between two signs of life. */
const TERMINAL_SECONDS = 1;
const LOG_SECONDS = 15;

/**
 * Runs one step and reports on standard output that it began, how long it has been running and how it ended.
 * An error of the step is passed on.
 */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const terminal = process.stdout.isTTY;
  const began = Date.now();
  const elapsed = (): string => `${String(Math.round((Date.now() - began) / 1000))} s`;
  const show = (text: string, end = "\n"): void => {
    process.stdout.write(terminal ? `\r\x1b[K${text}${end}` : `${text}\n`);
  };

  show(`${label} …`, "");
  const timer = setInterval(
    () => {
      show(`${label} … ${elapsed()}`, "");
    },
    (terminal ? TERMINAL_SECONDS : LOG_SECONDS) * 1000,
  );
  try {
    const result = await work();
    show(`${label}: done in ${elapsed()}`);
    return result;
  } catch (error) {
    show(`${label}: failed after ${elapsed()}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
