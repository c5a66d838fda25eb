/** What a refused call means for the caller. */
export type PveErrorKind =
  /** The user, role, group or token is not there. */
  | "missing"
  /** The object is there already. */
  | "exists"
  /** The caller lacks a privilege. */
  | "forbidden"
  /** The credential was refused. */
  | "unauthorized"
  /** No credential arrived there. If one was sent, something on the way has taken it off. */
  | "not-received"
  /** A parameter was refused. */
  | "invalid"
  /** This version of PVE does not know a parameter; `errors` of the error names it. */
  | "unknown-parameter"
  /** Somebody else held the configuration's lock; nothing was written. */
  | "locked"
  /** The cluster is read-only until more nodes are back. */
  | "no-quorum"
  /** pveproxy, or a proxy before it, did not reach the service behind it. */
  | "proxy"
  /** There is nothing at that path (404), which PVE itself never says: a reverse proxy has no PVE there. */
  | "not-pve"
  /** The node, or a proxy before it, asks to wait (429). */
  | "busy"
  | "other";

const UNKNOWN_PARAMETER = /^property is not defined in schema/;

/** What PVE dies with while it handles a call: always status 500, so that only the text tells them apart. The first match counts. */
const FAILURES: readonly (readonly [RegExp, PveErrorKind])[] = [
  [/got lock request timeout/, "locked"],
  [/no quorum|cluster filesystem not online/, "no-quorum"],
  [/requires 'Permissions\.Modify' or superset of privileges/, "forbidden"],
  [/400 Parameter verification failed/, "invalid"],
  [/\balready exists\b/, "exists"],
  [/\bno such (user|token|role|group)\b|\b(user|role|group|auth domain) '[^']*' does not exist/, "missing"],
  [/does not look like a valid|is too (short|long)/, "invalid"],
];

/**
 * The one function that knows PVE's error texts.
 * @param status HTTP status, 595 to 599 included (pveproxy's own: the hop to the service behind it failed)
 * @param message `message` of the answer, or its reason phrase (PVE 7)
 * @param errors the fault of each parameter, by its name
 */
export function classify(
  status: number,
  message: string,
  errors: Readonly<Record<string, string>>,
): PveErrorKind {
  switch (status) {
    case 400:
      return classifyParameters(Object.values(errors));
    case 401:
      return /^no ticket\b/i.test(message) ? "not-received" : "unauthorized";
    case 403:
      return "forbidden";
    case 404:
      return "not-pve";
    case 429:
      return "busy";
    case 500:
      return FAILURES.find(([text]) => text.test(message))?.[1] ?? "other";
    case 502:
    case 503:
    case 504:
    case 595:
    case 596:
    case 597:
    case 599:
      return "proxy";
    default:
      return "other";
  }
}

/** `true` when PVE gave up inside a write, so that nobody knows whether it was carried out. */
export function isUnfinishedWrite(status: number, message: string): boolean {
  return [502, 504, 596, 597, 599].includes(status) || /locked command timed out/.test(message);
}

function classifyParameters(faults: readonly string[]): PveErrorKind {
  if (faults.some((fault) => UNKNOWN_PARAMETER.test(fault))) return "unknown-parameter";
  if (faults.some((fault) => /already exists/.test(fault))) return "exists";
  return "invalid";
}
