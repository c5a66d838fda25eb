// Which code stands apart from a bundle, and which stays out of all.
import path from "node:path";

/**
 * The configuration, and zod with it, is a bundle of its own, which the library and the command line share: it is there once,
 * and a ConfigurationError is the same class for both.
 */
export function configurationApart(root) {
  return {
    name: "configuration-apart",
    setup({ onResolve }) {
      onResolve({ filter: /\/configuration$/ }, ({ kind, resolveDir, path: wanted }) => {
        const isApart =
          kind !== "entry-point" && path.resolve(resolveDir, wanted) === path.join(root, "configuration");
        return isApart ? { path: "./configuration.cjs", external: true } : undefined;
      });
    },
  };
}

const IN_AXIOS = /[\\/]node_modules[\\/]axios[\\/]lib[\\/]/;

/** Parts of packages that nobody here uses, and that bring much along: what is imported, and where. */
const UNUSED = [
  // The question of @inquirer/prompts that opens an editor, with the character sets of the world.
  { filter: /^@inquirer\/external-editor$/, importer: /./ },
  // axios' adapters (the client makes its requests itself), and what they and multipart forms need. Left in, they are half of a bundle,
  // and a fifth of its start.
  { filter: /^(form-data|crypto|\.\/(http|fetch|xhr)\.js)$/, importer: IN_AXIOS },
];

/** Puts a stand-in for each of them, which refuses to be used. */
export const withoutUnused = {
  name: "without-unused",
  setup({ onResolve, onLoad }) {
    for (const { filter, importer } of UNUSED)
      onResolve({ filter }, (from) =>
        importer.test(from.importer) ? { path: from.path, namespace: "unused" } : undefined,
      );
    onLoad({ filter: /./, namespace: "unused" }, ({ path: name }) => ({
      contents: `module.exports = function () { throw new Error("${name} is not bundled"); };`,
    }));
  },
};
