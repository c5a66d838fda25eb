import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { name, version } from "../../package.json";

const CLI = join(__dirname, "..", "..", "dist", "cli.cjs");

function run(...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" });
  return { stdout, stderr, status };
}

test("the bundled command line starts, is called as its package, and knows its commands", () => {
  const { stdout, status } = run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain(`Usage: ${name} `);
  for (const command of ["login", "diff", "show", "role", "pveum", "simulator"])
    expect(stdout).toContain(command);
});

test("it tells its version", () => {
  expect(run("--version")).toEqual({ stdout: `${version}\n`, stderr: "", status: 0 });
});

test("a misspelt command is refused with the nearest one", () => {
  const { stderr, status } = run("dif");
  expect(status).toBe(1);
  expect(stderr).toMatch(/unknown command 'dif'\n\(Did you mean diff\?\)/);
});

test.each([
  ["diff --jsn", "(Did you mean --json?)"],
  ["role opentofu-v --pve 9", "did you mean opentofu-vm?"],
])("%s is refused with the nearest word, which is where the text ends", (words, end) => {
  const { stderr, status } = run(...words.split(" "));
  expect({ status, end: stderr.trimEnd().slice(-end.length) }).toEqual({ status: 1, end });
});

test.each(["completion bash", "role opentofu-vm --pve 9", "diff --help"])(
  "who stops reading %s gets no more, and no stack trace",
  (words) => {
    // Nobody reads by the time that it starts.
    const call = `{ sleep 0.2; "$0" "$1" ${words}; echo "exit code $?" >&2; } | true`;
    const { stderr } = spawnSync("bash", ["-c", call, process.execPath, CLI], { encoding: "utf8" });
    expect(stderr).toBe("exit code 0\n");
  },
);

/** What a command has Node load, of its own modules and of ours. */
function loaded(...args: readonly string[]): readonly string[] {
  const { stderr } = spawnSync(process.execPath, ["-r", join(__dirname, "tell-loaded.cjs"), CLI, ...args], {
    encoding: "utf8",
  });
  return stderr.split("\n").map((line) => line.replace(/^NativeModule |^.*[\\/]/, ""));
}

const NETWORK = ["https", "tls"];
const RULES = ["configuration.cjs"];

test.each<[string, readonly string[]]>([
  ["--version", [...NETWORK, ...RULES]],
  ["--help", [...NETWORK, ...RULES]],
  ["completion propose -- di", [...NETWORK, ...RULES]],
  ["completion propose -- role op", [...NETWORK, ...RULES]],
  ["completion propose -- diff x", RULES],
  ["role opentofu-vm --pve 9", [...NETWORK, ...RULES]],
  ["pveum", [...NETWORK, ...RULES]],
  ["rotate --help", NETWORK],
  ["diff", RULES],
  ["status", RULES],
  ["show --described", RULES],
  ["revoke host3", RULES],
])("%s loads nothing big that it does not need", (words, needless) => {
  const all = loaded(...words.split(" "));
  expect(all).toContain("cli.cjs");
  expect(all.filter((name) => needless.includes(name))).toEqual([]);
});

test("what is looked for by name there has these names", () => {
  expect(loaded("login", "host3")).toEqual(expect.arrayContaining([...NETWORK, ...RULES]));
});
