// Strict, type-checked rules. Who may import whom is in .dependency-cruiser.cjs.
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", "cdktf.out/", ".toolchain/", "coverage/", "examples/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true },
    rules: {
      eqeqeq: "error",
      // A file fits in a reading.
      "max-lines": ["error", 250],
      "@typescript-eslint/consistent-type-imports": "error",
      // A construct is made for its effect on the tree; arrow functions may return what they call.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // As TypeScript has it: an underscore says that the position counts, not the value.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["pve/**/*.ts", "provisioner/**/*.ts", "cli/**/*.ts"],
    ignores: ["provisioner/main.ts", "cli/terminal/**"],
    rules: {
      // Text from a server goes out only where it is made harmless: the provisioner's Io, and cli/terminal.
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        ...["stdout", "stderr"].map((property) => ({ object: "process", property })),
      ],
    },
  },
  {
    files: ["__tests__/**/*.ts"],
    rules: {
      // What a test reads from JSON is checked by its expectations.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      // Matchers are declared to jest by merging into its namespace.
      "@typescript-eslint/no-namespace": ["error", { allowDeclarations: true }],
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
    },
  },
);
