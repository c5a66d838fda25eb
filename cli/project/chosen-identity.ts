import { asSentence, unknownWordFault } from "../../pve/names";
import { UserError } from "../../pve/user-error";

/** An identity of a cluster, as a person calls it. */
export interface NamedIdentity {
  /** `plan`; `access` for the one that the cluster itself describes. In a program, the id of its construct. */
  readonly name: string;
  /** `user@realm!tokenid`, the current one. */
  readonly fullTokenid: string;
}

/**
 * The identity that is meant: by its name or its token, or the only one.
 * @throws UserError that names all of them, or the nearest name
 */
export function chosenIdentity<T extends NamedIdentity>(
  cluster: string,
  identities: readonly T[],
  wanted: string | undefined,
): T {
  if (identities.length === 0)
    throw new UserError(`No token of ${cluster} is described. Run \`npx cdktf synth\`, and then this again.`);
  const found = identities.filter(
    ({ name, fullTokenid }) => wanted === undefined || wanted === name || wanted === fullTokenid,
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined && wanted !== undefined) {
    const names = identities.map(({ name }) => name);
    throw new UserError(asSentence(unknownWordFault(`identity of ${cluster}`, wanted, names) ?? wanted));
  }
  const lines = found.map(({ name, fullTokenid }) => `  ${name}  ${fullTokenid}`);
  const how = new Set(found.map(({ name }) => name)).size < found.length ? "its token" : "its name";
  throw new UserError(
    `${cluster} has ${String(found.length)} identities. Say which one, by ${how}:\n${lines.join("\n")}`,
  );
}

/** What a person calls the token of a construct: the `ProxmoxAccess` that has it, or else the token itself. @param path such as `lab/access/token` */
export function identityName(path: string): string {
  const [, ...ids] = path.split("/");
  const last = ids.pop() ?? path;
  return last === "token" ? (ids.pop() ?? last) : last;
}
