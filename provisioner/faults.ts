import { UserError } from "../pve/user-error";
import { PveApiError, PveNetworkError } from "../pve/wire";

/**
 * Does something for each of several clusters at once, and waits for all of them.
 * @param keyOf the cluster key of an item
 * @throws UserError with the faults of all, each on lines of its own and with its cluster
 */
export async function inParallel<T, R>(
  items: readonly T[],
  keyOf: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = await Promise.allSettled(items.map((item) => naming(keyOf(item), work(item))));
  const faults = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new UserError(faults.map(message).join("\n"));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** An error of the API names the endpoint, and no cluster; our own errors name it. */
async function naming<R>(key: string, work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    const isApi = error instanceof PveApiError || error instanceof PveNetworkError;
    throw isApi ? new UserError(`${key}: ${error.message}`, { cause: error }) : error;
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
