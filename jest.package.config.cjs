"use strict";

/** The packed library in projects of its own: `npm install` takes its time, so this is apart from `npm test`. */
/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.cjs"),
  testPathIgnorePatterns: [],
  testMatch: ["**/__tests__/package/**/*.test.ts"],
  // The tests share one packed file and the network.
  maxWorkers: 1,
  testTimeout: 300_000,
  globalSetup: "<rootDir>/__tests__/package/global-setup.ts",
};
