/** Where a call of the provisioner reads from and writes to. */
export interface Io {
  /** One line for the user, on stdout. */
  readonly out: (line: string) => void;
  /** One line for the user, on stderr. */
  readonly error: (line: string) => void;
}

/** What a command is given. */
export interface Call {
  readonly environment: NodeJS.ProcessEnv;
  /** One line about what was done. */
  readonly say: (line: string) => void;
  /** One line about what a person should know. */
  readonly warn: (line: string) => void;
  /** Whether Terraform still waits for this call. */
  readonly isAwaited: () => boolean;
}

/** A warning as its line on stderr; the same one is told once. */
export function warner(io: Io): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    if (told.has(line)) return;
    told.add(line);
    io.error(line.startsWith("Warning: ") ? line : `Warning: ${line}`);
  };
}
