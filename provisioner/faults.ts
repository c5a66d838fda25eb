import { UserError } from "../pve/user-error";

/**
 * Does something for each of several clusters at once, and waits for all of them.
 * @throws UserError with the faults of all, each on lines of its own
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = await Promise.allSettled(items.map(work));
  const faults = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new UserError(faults.map(message).join("\n"));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
