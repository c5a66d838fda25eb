/** `show` after a real deploy: the marks of a deploy tell what is ours, and nothing that is described is missing. */
import { showCommand } from "../../cli/show";
import type { AccessReview, ReviewedUser } from "../../cli/show/json";
import { Lab } from "../support/lab";
import { tools } from "../support/tools";

test("finds in PVE just what is described, offline too", async () => {
  const csi = { profile: "kubernetes-csi", token: { privilegeSeparation: true } };
  const lab = await Lab.start(tools()[0]!, { pveVersion: "9.2", role: {}, identities: { csi } });
  async function review(...args: readonly string[]) {
    let said = "";
    const write = (text: string) => (said += text);
    const command = showCommand({ environment: lab.login, stdout: { write }, stderr: { write } });
    const output = lab.project.path("cdktf.out");
    await command.parseAsync(["--json", "--output", output, ...args], { from: "user" });
    return (JSON.parse(said) as AccessReview).clusters[0]!;
  }
  try {
    await lab.deploy();
    const there = await review();
    const ours = there.users.filter(({ described }) => described);
    expect(there.missing).toEqual([]);
    expect(ours.map(({ owner }) => owner)).toEqual(Array(2).fill("proxmox-access/host3"));
    expect(there.users.filter(({ described }) => !described).map(({ userid }) => userid)).toEqual([
      "root@pam",
    ]);
    const rights = (users: readonly ReviewedUser[]) =>
      users.map((user) => [user.rights, user.tokens.map((token) => token.rights)]);
    expect(rights(ours)).toEqual(rights((await review("--described")).users));
    expect(ours.flatMap(({ tokens }) => tokens.flatMap((token) => token.rights))).toHaveLength(2);
  } finally {
    await lab.stop();
  }
});
