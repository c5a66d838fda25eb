import type { Identity } from "../spec";
import { isUnknownResult, write } from "./rounds";

/** Told of every object that is new, or may be, so that a run that fails can take it away again. */
export type Made = (object: Identity) => void;

/** A call that makes something: it is made also where the connection was cut before PVE could say so. */
export async function making<T>(objects: readonly Identity[], made: Made, call: Promise<T>): Promise<T> {
  try {
    const answer = await write(call);
    objects.forEach(made);
    return answer;
  } catch (error) {
    if (isUnknownResult(error)) objects.forEach(made);
    throw error;
  }
}
