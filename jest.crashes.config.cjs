"use strict";

const base = require("./jest.config.cjs");

/** The walk over all cut points, apart from the other tests because it deploys thousands of times. */
/** @type {import("jest").Config} */
module.exports = {
  ...base,
  roots: ["<rootDir>/__tests__/crashes"],
  testPathIgnorePatterns: [],
  globalSetup: "<rootDir>/__tests__/crashes/global-setup.ts",
  globalTeardown: "<rootDir>/__tests__/crashes/table.ts",
  testTimeout: 3_600_000,
};
