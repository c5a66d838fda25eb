/** `/access/tfa`: the second factors of users, to be read and removed. */
import { requireUser } from "../access/caller";
import { locksOf } from "../access/second-factor";
import { die, Failure, forbidden } from "../failure";
import { verifyUserid } from "../schema/names";
import type { SecondFactors } from "../state/store";
import { callerOf, required } from "./call";
import type { Call, Handlers } from "./call";
import { confirm } from "./ticket";

export const tfa: Handlers = {
  "GET /access/tfa": listAll,
  "GET /access/tfa/{userid}": listOne,
  "GET /access/tfa/{userid}/{id}": readEntry,
  "DELETE /access/tfa/{userid}/{id}": deleteEntry,
  "PUT /access/users/{userid}/unlock-tfa": unlock,
};

interface Entry {
  readonly id: string;
  readonly type: string;
  readonly description: string;
  readonly created: number;
}

function entriesOf(factors: SecondFactors | undefined): Entry[] {
  const totp = factors?.totpSecret === undefined ? [] : [entry("totp:0", "totp")];
  const hasKeys = factors?.recoveryKeys.some((key) => key !== null) === true;
  return [...totp, ...(hasKeys ? [entry("recovery", "recovery")] : [])];
}

function entry(id: string, type: string): Entry {
  return { id, type, description: "", created: 0 };
}

function listAll(call: Call): unknown {
  const caller = callerOf(call);
  const privileges = ["User.Modify", "Sys.Audit"];
  const seesAll = caller.hasAny("/access/groups", privileges);
  const visible = caller.membersWith(privileges);
  return [...caller.config.users.keys()]
    .filter((userid) => seesAll || userid === caller.identity || visible.has(userid))
    .map((userid) => {
      const factors = call.cluster.store.secondFactors(userid);
      return { userid, entries: entriesOf(factors), ...locksOf(factors, call.cluster.now()) };
    })
    .filter(({ entries }) => entries.length > 0);
}

function listOne(call: Call): unknown {
  return entriesOf(call.cluster.store.secondFactors(required(call, "userid")));
}

function readEntry(call: Call): unknown {
  const id = required(call, "id");
  const entries = entriesOf(call.cluster.store.secondFactors(required(call, "userid")));
  const found = entries.find((item) => item.id === id);
  if (found === undefined) throw new Failure(404, `No such tfa entry '${id}'`);
  return found;
}

function deleteEntry(call: Call): undefined {
  const { store } = call.cluster;
  const caller = callerOf(call);
  const { userid } = verifyUserid(call.parameters["userid"]);
  const id = required(call, "id");
  requireUser(caller.config, userid);
  if (caller.identity !== "root@pam") {
    if (userid === "root@pam") throw forbidden();
    confirm(call, "password");
  }
  const factors = store.secondFactors(userid);
  if (factors === undefined || !entriesOf(factors).some((item) => item.id === id)) die("no such entry");
  if (id === "recovery") store.setSecondFactors(userid, { ...factors, recoveryKeys: [] });
  else store.setSecondFactors(userid, { ...factors, totpSecret: undefined });
}

/** Answers whether the user was locked. */
function unlock(call: Call): unknown {
  const { store } = call.cluster;
  const userid = required(call, "userid");
  const factors = store.secondFactors(userid);
  if (factors === undefined) return 0;
  const { totpLocked, lockedUntil, ...rest } = factors;
  store.setSecondFactors(userid, { ...rest, failures: 0, totpFailures: 0 });
  return totpLocked === true || lockedUntil !== undefined ? 1 : 0;
}
