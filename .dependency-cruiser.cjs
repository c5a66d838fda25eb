// Who may import whom: main → configuration, constructs → pve/spec ← pve/reconcile ← provisioner, cli; the simulator stands alone.
// Each wing has a door, its index.ts, and nobody outside imports past it. Type imports count.
"use strict";

const wings = [
  "pve/spec",
  "pve/names",
  "pve/privileges",
  "pve/wire",
  "pve/objects",
  "pve/reconcile",
  "pve/proof",
  "configuration",
  "cli/terminal",
  "cli/cdktf-json",
  "cli/project",
  "cli/look",
];

/** What the files of a folder may import of ours; themselves, they always may. */
const directions = {
  files: [],
  "pve/spec": ["pve/names"],
  "pve/names": ["pve/user-error"],
  "pve/privileges": ["pve/spec", "pve/names", "pve/user-error"],
  "pve/wire": ["pve/spec", "pve/names", "pve/for-terminal", "pve/plural", "pve/user-error"],
  "pve/objects": ["pve/spec", "pve/names", "pve/privileges", "pve/wire", "pve/user-error"],
  "pve/proof": [
    "pve/spec",
    "pve/names",
    "pve/privileges",
    "pve/wire",
    "pve/objects",
    "pve/pveum",
    "pve/user-error",
  ],
  "pve/reconcile": ["pve/"],
  configuration: ["pve/spec", "pve/names", "pve/privileges"],
  constructs: ["configuration", "files", "pve/spec", "pve/names", "pve/plural", "pve/privileges"],
  provisioner: ["files", "pve/"],
  testing: ["pve/spec", "pve/names", "pve/privileges", "constructs/private/hcl"],
  cli: ["configuration", "files", "pve/", "simulator"],
  "cli/terminal": ["pve/"],
  "cli/cdktf-json": ["cli/project", "configuration", "files", "pve/"],
  "cli/project": ["pve/"],
  "cli/look": ["cli/project", "cli/terminal", "cli/reach", "files", "pve/"],
  simulator: [],
};

const ours =
  "^(main|files|pve|configuration|constructs|provisioner|testing|cli|simulator|tools|bench|__tests__)([./]|$)";
const cdktf = "^node_modules/(cdktf|constructs|@cdktf)/";

module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "only-through-the-door",
      comment: "A wing is entered by its index.ts.",
      severity: "error",
      from: { path: "^(?!__tests__/)", pathNot: `^(${wings.join("|")})/` },
      to: { path: `^(${wings.join("|")})/`, pathNot: `^(${wings.join("|")})/index\\.ts$` },
    },
    ...wings.map((wing) => ({
      name: `only-through-the-door-of-${wing}`,
      severity: "error",
      from: { path: `^(${wings.filter((other) => other !== wing).join("|")})/` },
      to: { path: `^${wing}/`, pathNot: `^${wing}/index\\.ts$` },
    })),
    ...Object.entries(directions).map(([folder, allowed]) => ({
      name: `${folder}-imports-what-it-may`,
      severity: "error",
      from: { path: `^${folder}/` },
      to: { path: ours, pathNot: `^(${[`${folder}/`, ...allowed].join("|")})` },
    })),
    {
      name: "axios-is-the-wire",
      severity: "error",
      from: { pathNot: "^pve/wire/transport/exchange\\.ts$" },
      to: { path: "^node_modules/axios/" },
    },
    {
      name: "without-cdktf",
      comment: "This is bundled for Terraform, or stands for PVE.",
      severity: "error",
      from: { path: "^(pve|files|configuration|provisioner|simulator)/" },
      to: { path: cdktf },
    },
    {
      name: "nothing-imports-the-tests",
      severity: "error",
      from: { pathNot: "^__tests__/" },
      to: { path: "^__tests__/" },
    },
    {
      name: "nothing-imports-the-bench",
      severity: "error",
      from: { pathNot: "^bench/" },
      to: { path: "^bench/" },
    },
  ],
  options: {
    doNotFollow: { path: "^node_modules" },
    exclude: { path: "^(dist|cdktf\\.out|examples|\\.toolchain)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".d.ts", ".js", ".json"] },
  },
};
