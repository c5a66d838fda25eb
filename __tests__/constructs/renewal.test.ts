/** What a plan counts: the expression of a synthesized stack, evaluated by the real binaries at many times. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { renewalsDue } from "../../pve/names";
import { run } from "../../tools/processes";
import { MINIMAL, stackOf } from "../support/synth";
import { eachTool } from "../support/tools";

const DAY = 86_400;
const NOW = "2026-11-26T12:00:00Z";

interface Stack {
  readonly locals: Readonly<Record<string, string>>;
  readonly resource: { readonly null_resource: Readonly<Record<string, { readonly triggers: unknown }>> };
}

function synthesized(token: object): Stack {
  const { host3 } = MINIMAL.clusters;
  const stack = stackOf({ clusters: { host3: { ...host3, token } } });
  return JSON.parse(Testing.synth(stack)) as Stack;
}

test("only a token that is to be renewed has anything for it in the stack", () => {
  const { locals, resource } = synthesized({ expires: "90d" });
  expect(Object.keys({ ...locals, ...resource.null_resource }).filter((name) => /renew/.test(name))).toEqual(
    [],
  );
  const renewed = synthesized({ expires: "90d", rotateBefore: "14d" }).resource.null_resource;
  expect(renewed["host3_token_renewal"]?.triggers).toEqual({ rotation: "1", since: "${plantimestamp()}" });
  expect(renewed["host3_token_rotation"]?.triggers).toEqual({
    token: "opentofu@pve!opentofu-token",
    rotation: '1${local.host3_token_renewed == 0 ? "" : " renewed ${local.host3_token_renewed}"}',
  });
});

eachTool("the renewals that a plan counts", (tool) => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "renewals "))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ["a day", { expires: "15d", rotateBefore: "14d" }],
    ["76 days", { expires: "90d", rotateBefore: "14d" }],
    ["90 years", { expires: "36000d", rotateBefore: "3000d" }],
  ])("are the whole periods that have passed, of %s", async (_, token) => {
    const at = Date.parse(NOW) / 1000;
    const period = Number.parseInt(token.expires) * DAY - Number.parseInt(token.rotateBefore) * DAY;
    const most = Math.floor((36_525 * DAY) / period);
    const counts = [0, 1, 2, 99, 100, 101, 250, 10_000].filter((count) => count <= most);
    const ages = counts.flatMap((count) => [count * period - 1, count * period, count * period + 1]);
    const times = ages.map((age) => new Date((at - age) * 1000).toISOString().replace(".000", ""));
    const count = (synthesized(token).locals["host3_token_renewed"] ?? "").slice(2, -1);
    const here = count
      .replaceAll("plantimestamp()", JSON.stringify(NOW))
      .replaceAll("null_resource.host3_token_renewal.triggers.since", "since");
    expect(here).not.toBe(count);
    writeFileSync(
      join(folder, "main.tf.json"),
      JSON.stringify({
        output: { counts: { value: `\${[for since in ${JSON.stringify(times)} : ${here}]}` } },
      }),
    );
    const terraform = (...args: string[]) =>
      run(tool.path, args, { cwd: folder, env: { ...process.env, ...tool.environment } });
    expect(await terraform("apply", "-auto-approve", "-no-color")).toMatchObject({ exitCode: 0 });
    const { stdout } = await terraform("output", "-json", "counts");
    expect(JSON.parse(stdout)).toEqual(times.map((since) => renewalsDue({ ...token, since }, at)));
  });
});
