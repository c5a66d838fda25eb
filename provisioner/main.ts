import { removeTemporaryFiles } from "../files/private-file";
import { forTerminal } from "../pve/for-terminal";
import { run } from "./run";

/** The exit codes of a shell for a process that a signal has ended. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

// With NODE_DEBUG in the environment Node writes every request there, with its Authorization header. It has read the variable
// before us, so that only what it writes can be dropped.
const writeError = process.stderr.write.bind(process.stderr);
process.stderr.write = () => true;

// What a killed run has begun is finished by the next deploy; only half-written secrets must not stay.
for (const [signal, code] of Object.entries(SIGNALS)) {
  process.once(signal, () => {
    removeTemporaryFiles();
    process.exit(code);
  });
}

// Terraform was killed, and the next deploy may be at work already: a secret that we renewed now would undo its own.
const terraform = process.ppid;
setInterval(() => {
  if (process.ppid === terraform) return;
  removeTemporaryFiles();
  process.exit(1);
}, 100).unref();

// Whoever reads our output may be gone; that is no reason to stop in the middle.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// A stack could carry what was sent.
process.on("uncaughtException", (error) => {
  writeError(`Error: unexpected failure: ${forTerminal(error.message)}\n`);
  removeTemporaryFiles();
  process.exit(1);
});

// Node ends a process that waits for what never comes, and takes that for a success.
process.once("beforeExit", () => {
  if (process.exitCode !== undefined) return;
  writeError("Error: it ended before it was through. Deploy again.\n");
  process.exitCode = 1;
});

const io = {
  out: (line: string) => process.stdout.write(`${line}\n`),
  error: (line: string) => writeError(`${line}\n`),
};
void run(process.argv.slice(2).join(" "), process.env, io, () => process.ppid === terraform).then((code) => {
  process.exitCode = code;
});
