// Preloaded into a process that is measured: it leaves its peak memory, in KiB, in the file that BENCH_PEAK names.
"use strict";
process.on("exit", () =>
  require("node:fs").writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS)),
);
