// Strict, type-checked rules, and the directions in which the folders may import each other:
// main → constructs → pve/spec ← pve ← provisioner, cli; the simulator stands alone.
import tseslint from "typescript-eslint";

const common = [
  { regex: "(^|/)__tests__(/|$)", message: "Nothing imports the tests." },
  { regex: "^axios(/|$)", message: "pve/client.ts is the wire; everything else uses a PveClient." },
];
const cdktf = {
  regex: "^(cdktf|constructs|@cdktf/.*)$",
  message: "This runs without cdktf: it is bundled for Terraform.",
};

/** The import rules of one folder, whose files all lie in it directly or deeper. */
function imports(folder, ...patterns) {
  return {
    files: [`${folder}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns: [...common, ...patterns] }] },
  };
}

/** Our own folders, seen from beside them. */
function folders(names, message) {
  return { regex: `^(\\.\\./)+(${names.join("|")})(/|$)`, message };
}

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", "cdktf.out/", ".toolchain/", "coverage/", "examples/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true },
    rules: {
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // A construct is made for its effect on the tree; arrow functions may return what they call.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // As TypeScript has it: an underscore says that the position counts, not the value.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-restricted-imports": ["error", { patterns: common }],
    },
  },
  imports("constructs", folders(["provisioner", "simulator", "cli", "tools"], "Constructs only declare."), {
    regex:
      "^(\\.\\./)+pve/(?!(spec|names|words|endpoint|environment|privileges|profiles|profile-places|reductions|release|expiry|mark|version)$)",
    message: "Constructs declare; what talks to a cluster belongs to the provisioner.",
  }),
  imports(
    "pve",
    cdktf,
    folders(["constructs", "provisioner", "simulator", "cli", "tools"], "The domain depends on nobody."),
  ),
  imports(
    "provisioner",
    cdktf,
    folders(["constructs", "simulator", "cli", "tools"], "It is bundled for Terraform."),
  ),
  imports(
    "simulator",
    folders(
      ["pve", "constructs", "provisioner", "cli", "tools", "files"],
      "The simulator shares nothing with the client, so that one misunderstanding cannot pass on both sides.",
    ),
  ),
  imports("testing", {
    regex: "^\\.\\./(?!(pve/spec|constructs/(emitted|hcl))$)",
    message: "It reads what was synthesized; a second copy of the constructs is none.",
  }),
  imports("cli", folders(["tools"], "The command line is bundled by itself."), {
    regex: "^(\\.\\./)+provisioner/(?!request(-shapes)?$)",
    message: "It reads what Terraform would hand to the provisioner, and talks to PVE by itself.",
  }),
  {
    files: ["pve/client.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [common[0], cdktf] }] },
  },
  {
    files: ["__tests__/**/*.ts"],
    rules: {
      "no-restricted-imports": "off",
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
