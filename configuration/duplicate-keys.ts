import { type JSONVisitor, visit } from "jsonc-parser";
import { quote } from "../pve/names";
import { jsonPath } from "./rules/fault";

/**
 * The keys that an object of a JSON text has twice, of which `JSON.parse` silently keeps the last: one line each,
 * with its place.
 */
export function duplicateKeyFaults(text: string): string[] {
  const open: Set<string>[] = [];
  const faults: string[] = [];
  const visitor: JSONVisitor = {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key, _offset, _length, line, _column, parent) => {
      const seen = open.at(-1);
      if (seen?.has(key)) {
        faults.push(
          `${jsonPath([...parent(), key])}: ${quote(key)} is written twice, again in line ${String(line + 1)}; only the last would count`,
        );
      }
      seen?.add(key);
    },
  };
  visit(text, visitor);
  return faults.sort();
}
