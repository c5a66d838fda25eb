// Has a program tell at its end, on stderr, what Node has loaded for it.
"use strict";

const { writeSync } = require("node:fs");

process.on("exit", () => {
  writeSync(2, [...process.moduleLoadList, ...Object.keys(require.cache)].join("\n"));
});
