/** Parameters of a call. Booleans are sent as 1 and 0, the only form that every version takes; undefined is left out. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

const SECRET_PARAMETERS: readonly string[] = ["password", "confirmation-password", "otp", "tfa-challenge"];

/** The parameters as a form or a query. `&`, `;` and `=` are encoded, which PVE would take for separators. */
export function encodeParams(params: Params): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    form.append(name, typeof value === "boolean" ? (value ? "1" : "0") : String(value));
  }
  return form.toString();
}

/** The values that must not appear in any message. */
export function secretParams(params: Params): string[] {
  return SECRET_PARAMETERS.flatMap((name) => {
    const value = params[name];
    return typeof value === "string" ? [value] : [];
  });
}

/**
 * Tag for API paths: percent-encodes each value as one segment.
 * @throws RangeError for a value that can't be one segment: PVE decodes `%2F` before it splits the path, and URLs
 * resolve `.` and `..`, so that such a value would reach another object
 */
export function apiPath(strings: TemplateStringsArray, ...values: string[]): string {
  const segments = values.map((value) => {
    if (/^\.{0,2}$|\//.test(value)) throw new RangeError(`"${value}" can't stand in an API path`);
    return encodeURIComponent(value);
  });
  return String.raw({ raw: strings }, ...segments);
}
