import { ProxmoxAccess } from "../../access";

/** An access by itself is an entry of a file that says nothing more: all but `access` can be left out of one. */
export function entryOf<T extends object>(given: ProxmoxAccess | T): T {
  return given instanceof ProxmoxAccess ? ({ access: given } as unknown as T) : given;
}
