/** PVE's answers have about six levels. */
const DEEPEST = 64;

/**
 * Whether JSON text has more than 64 levels of lists and objects. It is asked before the text is parsed: eight megabytes of `[`
 * would take a gigabyte.
 */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (isText) {
      if (character === "\\") at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
