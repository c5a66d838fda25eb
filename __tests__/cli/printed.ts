import { Command } from "commander";
import { pveumCommand } from "../../cli/pveum";
import { roleCommand } from "../../cli/role";
import { type PveClient, connect, readConnection } from "../../pve/wire";
import { type Simulator, startSimulator } from "../../simulator";
import { login, reach } from "../support/project";

/** What a command prints, or the error that it ends with. */
export function printed(...words: readonly string[]): {
  readonly lines: readonly string[];
  readonly error: string;
} {
  let output = "";
  let error = "";
  const program = new Command();
  for (const command of [roleCommand(), pveumCommand()]) {
    program.addCommand(command.exitOverride().configureOutput({ writeErr: (text) => void (error += text) }));
  }
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => ((output += String(text)), true));
  try {
    program.parse(words, { from: "user" });
  } catch (thrown) {
    if (error === "") throw thrown;
  } finally {
    write.mockRestore();
  }
  return { lines: output.split("\n").filter((line) => line.startsWith("pveum")), error };
}

/** A node, new for each test, with its administrator's login. */
interface FreshNode {
  readonly simulator: Simulator;
  readonly root: PveClient;
}

/** Tests that run printed lines, from the first to the last, on fresh nodes of an old and a new PVE. */
export function onFreshNodes(define: (node: () => FreshNode, pve: "7.4" | "9.2") => void): void {
  describe.each(["7.4", "9.2"] as const)(
    "on a fresh node of PVE %s the printed lines run from the first to the last",
    (pve) => {
      let node: FreshNode;
      beforeEach(async () => {
        const simulator = await startSimulator({ pve, inventory: { pools: [{ poolid: "lab" }] } });
        const connection = readConnection(
          { key: "a", insecure: false, ...reach(simulator) },
          login(simulator),
        );
        node = { simulator, root: await connect(connection, () => undefined) };
      });
      afterEach(async () => {
        node.root.close();
        await node.simulator.stop();
      });
      define(() => node, pve);
    },
  );
}
