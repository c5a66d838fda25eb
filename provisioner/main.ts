import { removeTemporaryFiles } from "../files/private-file";
import { run } from "./run";

/** The exit codes of a shell for a process that a signal has ended. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

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
  process.stderr.write(`Error: unexpected failure: ${error.message}\n`);
  removeTemporaryFiles();
  process.exit(1);
});

const io = {
  out: (line: string) => process.stdout.write(`${line}\n`),
  error: (line: string) => process.stderr.write(`${line}\n`),
};
void run(process.argv.slice(2).join(" "), process.env, io, () => process.ppid === terraform).then((code) => {
  process.exitCode = code;
});
