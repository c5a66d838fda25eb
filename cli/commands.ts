import type { Commands } from "./listed";

/** All commands by name, in the order of a user's way: start, look, change, understand. */
export const COMMANDS: Commands = {
  init: {
    summary: "look at a cluster and write a project that gives access to it; changes nothing in PVE",
    load: async () => (await import("./init/index.js")).initCommand(),
  },
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
  show: {
    summary: "show who can do what, as a tree, a diagram, a page or JSON; changes nothing",
    load: async () => (await import("./show/index.js")).showCommand(),
  },
  rotate: {
    summary: "change the rotation of a token in cdktf.json, so that a deploy gives it a new secret",
    load: async () => (await import("./rotate/index.js")).rotateCommand(),
  },
  revoke: {
    summary: "delete a token in PVE at once, in an emergency",
    load: async () => (await import("./revoke/index.js")).revokeCommand(),
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
  completion: {
    summary: "print what teaches bash, zsh or fish to complete the commands",
    load: async () => (await import("./completion/index.js")).completionCommand(COMMANDS),
  },
};
