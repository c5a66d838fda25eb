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

/**
 * What nobody here uses and what brings much along: the question of @inquirer/prompts that opens an editor, with the character sets
 * of the world.
 */
const UNUSED = /^@inquirer\/external-editor$/;

/** Leaves them out. */
export const withoutUnused = {
  name: "without-unused",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: UNUSED }, ({ path: name }) => ({ path: name, namespace: "unused" }));
    onLoad({ filter: UNUSED, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};
