import type { Operation } from "./walk";

const USER_ACL = "/ opentofu-role user opentofu@pve 1";
const TOKEN = "opentofu@pve!opentofu-token";

/** Everything is made. */
export const FIRST_DEPLOY: Operation = {
  name: "first deploy on PVE 9.2",
  described: {},
  tokens: [TOKEN],
  acl: [USER_ACL],
};

/** The secret is renewed where the node has no `regenerate`: the token is deleted, and made again with its ACL entry. */
export const ROTATION: Operation = {
  name: "rotation on PVE 8.4",
  options: { pve: "8.4" },
  before: { token: { privilegeSeparation: true } },
  described: { token: { privilegeSeparation: true, rotation: "2" } },
  tokens: [TOKEN],
  acl: [`/ opentofu-role token ${TOKEN} 1`, USER_ACL],
};
