"use strict";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["<rootDir>/__tests__/crashes/", "<rootDir>/__tests__/package/"],
  // A command is imported when it is called, and an `import()` names a file.
  moduleNameMapper: { "^(\\.{1,2}/.*/index)\\.js$": "$1" },
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  globalSetup: "<rootDir>/__tests__/support/global-setup.ts",
  // Two cores: Terraform, its plugins and the simulator already fill them.
  maxWorkers: 2,
  // A loaded machine may need long for a deploy; a test that hangs is still ended.
  testTimeout: 240_000,
};
