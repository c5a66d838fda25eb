import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { connectTo, reachOf } from "../../cli/reach";
import { ROOT } from "../../tools/toolchain/paths";
import { DOWN } from "../support/node-front";

const cluster = { key: "host3", endpoint: DOWN, insecure: false };

test("a command gives a cluster up after 10 s, unless the user says otherwise", async () => {
  const seconds = (environment: NodeJS.ProcessEnv) => reachOf(cluster, environment).retry.totalMs / 1000;
  expect([seconds({}), seconds({ PROXMOX_VE_RETRY_SECONDS: "3" })]).toEqual([10, 3]);
  expect(reachOf(cluster, {}).limits.connectMs).toBe(10_000);
  const login = { PROXMOX_VE_USERNAME: "root@pam", PROXMOX_VE_PASSWORD: "x" };
  const said: string[] = [];
  await expect(connectTo(cluster, login, (line) => said.push(line))).rejects.toThrow(/refused/);
  expect(said.join("\n")).toMatch(/Trying again for up to 10 s\./);
}, 40_000);

test("every command connects in this way", () => {
  const files = readdirSync(path.join(ROOT, "cli"), { recursive: true, encoding: "utf8" });
  const reading = files.filter(
    (file) =>
      file.endsWith(".ts") &&
      /\bread(Connection|Reach)\(/.test(readFileSync(path.join(ROOT, "cli", file), "utf8")),
  );
  expect(reading).toEqual(["reach.ts"]);
});
