/** `pveum` for the simulator: what a printed line does when it is pasted on a node. */
import { execFileSync } from "node:child_process";
import type { PveClient } from "../../../pve/wire/client";

type Options = Readonly<Record<string, string>>;
type Command = (client: PveClient, words: readonly string[], options: Options) => Promise<unknown>;

const COMMANDS: Readonly<Record<string, Command>> = {
  "user add": (client, [userid = ""], options) => client.post("/access/users", { userid, ...options }),
  "user token add": (client, [userid, tokenid], options) =>
    client.post(`/access/users/${userid}/token/${tokenid}`, options),
  "user token modify": (client, [userid, tokenid], options) =>
    client.put(`/access/users/${userid}/token/${tokenid}`, options),
  "role add": (client, [roleid = ""], options) => client.post("/access/roles", { roleid, ...options }),
  "role modify": (client, [roleid], options) => client.put(`/access/roles/${roleid}`, options),
  "acl modify": (client, [path = ""], options) => client.put("/access/acl", { path, ...options }),
  "acl delete": (client, [path = ""], options) => client.put("/access/acl", { path, ...options, delete: 1 }),
};

/** The lines of a text that are for `pveum`, without what stands before them. */
export function pveumLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("pveum "));
}

/** Does what the lines say, one after the other. @returns what PVE has answered to the last one */
export async function paste(client: PveClient, lines: readonly string[]): Promise<unknown> {
  let answer: unknown;
  for (const line of lines) {
    const [, ...words] = shellWords(line);
    const name = Object.keys(COMMANDS).find((command) => words.join(" ").startsWith(`${command} `));
    if (name === undefined) throw new Error(`pveum has no such command: ${line}`);
    const rest = words.slice(name.split(" ").length);
    const option = rest.findIndex((word) => word.startsWith("--"));
    const first = option < 0 ? rest.length : option;
    answer = await COMMANDS[name]?.(client, rest.slice(0, first), optionsOf(rest.slice(first)));
  }
  return answer;
}

/** Read by a real shell. */
function shellWords(line: string): string[] {
  const output = execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  return output.split("\0").slice(0, -1);
}

function optionsOf(words: readonly string[]): Options {
  return Object.fromEntries(
    words.flatMap((word, index) =>
      index % 2 === 0 ? [[word.replace(/^--/, ""), words[index + 1] ?? ""]] : [],
    ),
  );
}
