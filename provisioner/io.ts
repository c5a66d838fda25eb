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
  /** One warning, without the word. */
  readonly warn: (sentence: string) => void;
  /** One line about the connection, as it is. */
  readonly notice: (line: string) => void;
  /** Whether Terraform still waits for this call. */
  readonly isAwaited: () => boolean;
}

/** A warning as its line on stderr; the same one is told once. */
export function warner(io: Io): (sentence: string) => void {
  const told = new Set<string>();
  return (sentence) => {
    if (told.has(sentence)) return;
    told.add(sentence);
    io.error(`Warning: ${sentence}`);
  };
}
