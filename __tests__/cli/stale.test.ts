/** Commands work from what was synthesized last; whoever has edited `cdktf.json` since is told that it does not count. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App } from "cdktf";
import { diffCommand } from "../../cli/diff";
import { pveumCommand } from "../../cli/pveum";
import { revokeCommand } from "../../cli/revoke";
import { showCommand } from "../../cli/show";
import { statusCommand } from "../../cli/status";
import { loadConfiguration } from "../../configuration";
import { ProxmoxBootstrapStack } from "../../constructs";
import { ended } from "./ended";

const WARNING =
  "Warning: cdktf.json was edited after the last synth, and its edits do not count here. Run `npx cdktf synth`, and this again.\n";

const folder = mkdtempSync(path.join(tmpdir(), "stale-"));
const edited = path.join(folder, "cdktf.json");
const outdir = path.join(folder, "cdktf.out");
beforeAll(() => {
  const app = new App({ outdir });
  const clusters = { host3: { endpoint: "https://host3:8006" } };
  new ProxmoxBootstrapStack(app, "access", loadConfiguration({ clusters }));
  app.synth();
  writeFileSync(edited, "{}");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Without a login, nothing connects. */
const environment = {};
const choices = { canAsk: false, confirm: () => Promise.resolve(false) };

test.each([
  ["diff", diffCommand, []],
  ["status", statusCommand, []],
  ["show --described", showCommand, ["--described"]],
  ["show", showCommand, []],
  ["pveum", pveumCommand, ["--pve", "9"]],
  ["revoke", revokeCommand, ["host3"]],
  ["a cluster that is not there yet", pveumCommand, ["host4"]],
])("%s", async (_, command, args) => {
  const stderr = async (at: Date) => {
    utimesSync(edited, at, at);
    const end = await ended(
      (outputs) => command({ environment, choices, ...outputs }),
      [...args, "--output", outdir],
    );
    expect(end.stdout).not.toContain("edited");
    return end.stderr;
  };
  const said = await stderr(new Date(0));
  expect(said).not.toContain("edited");
  expect(await stderr(new Date(Date.now() + 60_000))).toBe(WARNING + said);
});
