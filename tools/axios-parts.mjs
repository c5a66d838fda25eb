/**
 * What axios loads and the client never uses: its adapters (the client makes its requests itself), and what they and multipart forms
 * need. Left in, they are half of a bundle, and a fifth of its start.
 */
const LEFT_OUT = /^(form-data|crypto|\.\/(http|fetch|xhr)\.js)$/;
const OF_AXIOS = /[\\/]node_modules[\\/]axios[\\/]lib[\\/]/;

/** A plugin of esbuild that puts a stand-in for each of them, which refuses to be used. */
export const axiosParts = {
  name: "axios-parts",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: LEFT_OUT }, ({ path, importer }) =>
      OF_AXIOS.test(importer) ? { path, namespace: "left-out" } : undefined,
    );
    onLoad({ filter: /./, namespace: "left-out" }, ({ path }) => ({
      contents: `module.exports = function () { throw new Error("${path} of axios is not bundled"); };`,
    }));
  },
};
