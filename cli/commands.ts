import type { Command } from "commander";

/** A command of the command line. */
export interface Listed {
  /** What it does for the user, in one line of the help. */
  readonly summary: string;
  /** Its code, which is run when the command is called and not before: the command line starts in the time of one command. */
  readonly load: () => Promise<Command>;
}

/** All commands by name, in the order of a user's way: start, look, change, understand. */
export const COMMANDS: Readonly<Record<string, Listed>> = {
  login: {
    summary: "log in to a cluster and print export lines for its ticket, which lasts 2 hours",
    load: async () => (await import("./login/index.js")).loginCommand(),
  },
  diff: {
    summary: "show what a deploy would do and what others have changed; changes nothing",
    load: async () => (await import("./diff/index.js")).diffCommand(),
  },
  status: {
    summary: "show how all clusters and tokens are, in one table; changes nothing",
    load: async () => (await import("./status/index.js")).statusCommand(),
  },
  role: {
    summary: "print what a profile needs, as pveum lines; nothing connects",
    load: async () => (await import("./role/index.js")).roleCommand(),
  },
  pveum: {
    summary: "print what a deploy would make, as pveum lines; nothing connects",
    load: async () => (await import("./pveum/index.js")).pveumCommand(),
  },
  simulator: {
    summary: "start a stand-in for the Proxmox VE access API, over HTTPS on 127.0.0.1",
    load: async () => (await import("./simulator/index.js")).simulatorCommand(),
  },
};
