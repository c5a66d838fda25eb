"use strict";
/**
 * Preloaded into each provisioner by NODE_OPTIONS: counts what provisioners have just done to a file, between their calls
 * of PVE, over all provisioners of a run, and kills at the step that was chosen.
 */
const { closeSync, constants, openSync } = require("node:fs");
const fs = require("node:fs");
const files = require("node:fs/promises");
const { join } = require("node:path");

const { CRASH_FOLDER: folder, CRASH_STEP: chosen, CRASH_VICTIM: victim } = process.env;

/** Terraform leads a process group, in which are all its provisioners and plugins. */
const VICTIMS = {
  provisioner: () => process.pid,
  terraform: () => process.ppid,
  machine: () => -process.ppid,
};

function step() {
  if (takeNumber() === Number(chosen)) process.kill(VICTIMS[victim](), "SIGKILL");
}

/** The next number that no provisioner of this run has. */
function takeNumber() {
  for (let number = 1; ; number += 1) {
    try {
      closeSync(openSync(join(folder, String(number)), "wx"));
      return number;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

/** Makes a step of every call of the method that `counts`. */
function watch(object, name, counts = () => true) {
  const original = object[name];
  object[name] = function watched(...args) {
    const result = original.apply(this, args);
    if (!counts(...args)) return result;
    if (!(result instanceof Promise)) {
      step();
      return result;
    }
    return result.then((value) => {
      step();
      return value;
    });
  };
}

const creates = (_, flags) => typeof flags === "number" && (flags & constants.O_CREAT) !== 0;
for (const name of ["mkdir", "rename", "unlink", "rm"]) watch(files, name);
watch(fs, "openSync", creates);
const { open } = files;
files.open = async (...args) => {
  const handle = await open(...args);
  if (creates(...args)) {
    step();
    watch(handle, "writeFile");
    watch(handle, "sync");
  }
  return handle;
};
