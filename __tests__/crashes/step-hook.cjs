"use strict";
/**
 * Preloaded into each provisioner by NODE_OPTIONS: counts what provisioners have just done to a file, between their calls
 * of PVE, over all provisioners of a run. It kills at the step that was chosen; where each step is to be seen, it waits
 * until it was.
 */
const { closeSync, constants, existsSync, openSync } = require("node:fs");
const fs = require("node:fs");
const { join } = require("node:path");

const { CRASH_FOLDER: folder, CRASH_STEP: chosen, CRASH_VICTIM: victim, CRASH_SEEN: waits } = process.env;

/** Terraform leads a process group, in which are all its provisioners and plugins. */
const VICTIMS = {
  provisioner: () => process.pid,
  terraform: () => process.ppid,
};

function step() {
  const number = takeNumber();
  if (number === Number(chosen)) process.kill(VICTIMS[victim](), "SIGKILL");
  while (waits && !existsSync(join(folder, `${number}.seen`))) sleep(1);
}

/** The next number that no provisioner of this run has. */
function takeNumber() {
  for (let number = 1; ; number += 1) {
    try {
      closeSync(open(join(folder, String(number)), "wx"));
      return number;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Makes a step of every call of a function that `counts`. */
function watch(name, counts = () => true) {
  const original = fs[name];
  fs[name] = (...args) => {
    const result = original(...args);
    if (counts(...args)) step();
    return result;
  };
}

const open = openSync;
for (const name of ["appendFileSync", "renameSync", "unlinkSync", "rmSync"]) watch(name);
watch("openSync", (_, flags) => typeof flags === "number" && (flags & constants.O_CREAT) !== 0);
watch("writeFileSync", (file) => typeof file === "number");
