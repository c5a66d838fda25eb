/**
 * Where PVE asks for the privileges of the system itself. Which object they are about their names do not say, so this is read
 * from the permission rules and checks of the API's methods: pve-manager, pve-ha-manager, qemu-server, pve-storage.
 */
import type { PrivilegeName } from "./known-names";
import { type GrantTemplate, onNode, onlyOn } from "./profile-parts";

/** Methods that ask for a privilege on one path. */
export interface Asking {
  /** `/`: on that path itself, where nothing has to propagate to. */
  readonly path: "/" | "/nodes/{node}";
  /** As PVE's API names them, with what they are for where that does not say it. */
  readonly methods: readonly string[];
}

const NODE = "/nodes/{node}";

/** What is asked for `Sys.*`, by privilege. */
export const ASKED: Readonly<Record<string, readonly Asking[]>> = {
  "Sys.AccessNetwork": [
    { path: NODE, methods: ["`GET …/query-url-metadata`", "`POST …/storage/{storage}/download-url`"] },
  ],
  "Sys.Audit": [
    { path: "/", methods: ["`GET /cluster/status`", "`GET /cluster/ha/…`", "`GET /cluster/backup`"] },
    { path: NODE, methods: ["`GET …/status`", "`GET …/dns`", "`GET …/time`", "`GET …/report`"] },
  ],
  "Sys.Console": [
    {
      path: "/",
      methods: [
        "`POST`, `PUT` and `DELETE /cluster/ha/…`",
        "`ha-managed` when a VM or container is made",
        "the CD drive of the node in a VM",
      ],
    },
    { path: NODE, methods: ["the shell of a node: `POST …/termproxy`, `…/vncshell`, `…/spiceshell`"] },
  ],
  "Sys.Incoming": [{ path: "/", methods: ["a migration that comes from another cluster: `POST …/mtunnel`"] }],
  "Sys.Modify": [
    {
      path: "/",
      methods: [
        "`startup` (the boot order) of a VM: `POST …/qemu`, `PUT …/qemu/{vmid}/config`",
        "`POST`, `PUT` and `DELETE /cluster/backup`",
        "`bwlimit`, `ionice` and `performance` of a backup",
        "`PUT /cluster/options`",
      ],
    },
    { path: NODE, methods: ["`PUT …/network`", "`PUT …/dns`", "`PUT …/hosts`", "`PUT …/time`"] },
  ],
  "Sys.PowerMgmt": [{ path: NODE, methods: ["`POST …/status` (reboot, shutdown)", "`POST …/wakeonlan`"] }],
  "Sys.Syslog": [
    { path: "/", methods: ["what others did, in `GET /cluster/log`"] },
    { path: NODE, methods: ["`GET …/syslog`", "`GET …/journal`", "`GET …/firewall/log`"] },
  ],
};

/** A `Sys.*` privilege, wherever it is asked for. */
export function whereAsked(privilege: PrivilegeName): readonly GrantTemplate[] {
  const asked = ASKED[privilege] ?? [];
  return asked.map(({ path }) => (path === "/" ? onlyOn(path, [privilege]) : onNode([privilege])));
}
