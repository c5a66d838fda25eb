import type { Draft } from "./rules/draft";
import { faultsOf } from "./rules/issues";
import type { OutputOf } from "./schema/output";
import { configurationSchema } from "./schema/root";

/** `context.proxmox` as it is written: each setting at its own place, with the comment that describes it. */
export type WrittenConfiguration = OutputOf<typeof configurationSchema>;

/** Checks each setting by itself: the configuration with its fixed defaults, or every fault. */
export function parse(draft: Draft) {
  const { data, error } = configurationSchema.safeParse(draft.raw, { jitless: true });
  const faults = error === undefined ? [] : faultsOf(error.issues, draft, configurationSchema);
  return { parsed: data as WrittenConfiguration | undefined, faults };
}
