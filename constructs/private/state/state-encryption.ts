import { readFileSync, statSync } from "node:fs";
import { Annotations, Aspects, TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";
import { localStateFiles } from "./backend";

/** OpenTofu's encryption of state and plan. */
export interface StateEncryptionProps {
  /**
   * The variable that holds the passphrase, at least 16 characters; given as `TF_VAR_<name>`. The state says by this name which
   * passphrase it needs, so another passphrase has another variable.
   * @default "state_passphrase"
   */
  readonly passphraseVariable?: string;
  /**
   * The variable of the passphrase that the state is encrypted with so far. One deploy encrypts it anew; then leave this out.
   * @default - the state is encrypted with the passphrase already
   */
  readonly formerPassphraseVariable?: string;
  /**
   * `from-plain`: the state is not encrypted so far, and one deploy encrypts it; then leave this out. `to-plain`: one deploy takes
   * the encryption off; then leave all of `stateEncryption` out.
   * @default - the state is encrypted, and never read or written in clear
   */
  readonly migrate?: "from-plain" | "to-plain";
}

/**
 * Encrypts state and plan with AES-GCM under a passphrase from the environment, or leaves them as they are. A local state that is
 * there in the other form is refused with the way to migrate it, as is a synthesis for Terraform, which cannot encrypt.
 */
export function useStateEncryption(stack: TerraformStack, props: StateEncryptionProps | undefined): void {
  if (props !== undefined) {
    stack.addOverride("terraform.encryption", encryption(stack, props));
    stack.node.addValidation({ validate: refuseTerraform });
  }
  stack.node.addValidation({ validate: () => formFaults(stack, props) });
  Aspects.of(stack).add({
    visit: (node) => {
      if (node !== stack) return;
      for (const warning of warningsOf(stack, props)) Annotations.of(stack).addWarning(warning);
    },
  });
}

const PLAIN = "method.unencrypted.plain";

function encryption(stack: TerraformStack, props: StateEncryptionProps): object {
  const {
    passphraseVariable: current = "state_passphrase",
    formerPassphraseVariable: former,
    migrate,
  } = props;
  const names = former === undefined ? [current] : [current, former];
  for (const name of names) passphrase(stack, name);
  const named = (value: (name: string) => object) =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  const method = `method.aes_gcm.${current}`;
  // OpenTofu forbids `enforced` wherever a plain state may be read or written.
  const states = {
    "from-plain": { method, fallback: { method: PLAIN } },
    "to-plain": { method: PLAIN, fallback: { method } },
    none: {
      method,
      enforced: true,
      ...(former !== undefined && { fallback: { method: `method.aes_gcm.${former}` } }),
    },
  };
  return {
    key_provider: { pbkdf2: named((name) => ({ passphrase: `\${var.${name}}` })) },
    method: {
      aes_gcm: named((name) => ({ keys: `key_provider.pbkdf2.${name}` })),
      ...(migrate !== undefined && { unencrypted: { plain: {} } }),
    },
    state: states[migrate ?? "none"],
    plan: { method, enforced: true },
  };
}

function passphrase(stack: TerraformStack, name: string): void {
  const variable = new TerraformVariable(stack, name, {
    type: "string",
    sensitive: true,
    description: "Passphrase of the encrypted state and plan, at least 16 characters",
  });
  variable.overrideLogicalId(name);
}

/** cdktf runs `terraform` unless `TERRAFORM_BINARY_NAME` says otherwise. */
function refuseTerraform(): string[] {
  const binary = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  if (/tofu[^/\\]*$/.test(binary)) return [];
  return [
    `stateEncryption is a feature of OpenTofu, and this run uses ${binary}: install OpenTofu and set TERRAFORM_BINARY_NAME=tofu, or take stateEncryption out of the configuration. Nothing was changed.`,
  ];
}

/** OpenTofu would refuse them too, in words that do not say what to do. */
function formFaults(stack: TerraformStack, props: StateEncryptionProps | undefined): string[] {
  const [file] = localStateFiles(stack);
  const form = formOf(file);
  if (form === "encrypted" && props === undefined && !isConfiguredElsewhere()) {
    return [
      `${String(file)} is encrypted, and stateEncryption is left out. Write it again. To take the encryption off, ` +
        'write "stateEncryption": { "migrate": "to-plain" }, deploy once with the passphrase, and then leave it out. Nothing was changed.',
    ];
  }
  if (form === "plain" && props !== undefined && props.migrate === undefined) {
    return [
      `${String(file)} is not encrypted, and stateEncryption reads no plain state. Add "migrate": "from-plain" to stateEncryption, ` +
        "deploy once, and take that out again. Nothing was changed.",
    ];
  }
  return [];
}

function warningsOf(stack: TerraformStack, props: StateEncryptionProps | undefined): string[] {
  if (props === undefined) return [];
  const [file, ...backup] = localStateFiles(stack);
  const form = formOf(file);
  if (form === "plain" && props.migrate === "to-plain")
    return ["The state is not encrypted any more: leave stateEncryption out."];
  if (form !== "encrypted" || props.migrate === "to-plain") return [];
  return [
    ...(props.migrate === "from-plain"
      ? ['The state is encrypted: take "migrate" out, and it stays so.']
      : []),
    ...backup
      .filter((former) => formOf(former) === "plain")
      .map(
        (former) => `${former} is not encrypted, and holds the token secrets of a former state. Delete it.`,
      ),
  ];
}

/** Only OpenTofu knows what that says. Beside the stack's own it cannot make a plain state pass, as `enforced` wins. */
function isConfiguredElsewhere(): boolean {
  return (process.env["TF_ENCRYPTION"] ?? "") !== "";
}

/** How a state is written; undefined if there is none, or nothing that can be read as one. */
function formOf(file: string | undefined): "plain" | "encrypted" | undefined {
  try {
    if (file === undefined || !statSync(file).isFile()) return undefined;
    const state = JSON.parse(readFileSync(file, "utf8")) as object;
    return "encrypted_data" in state ? "encrypted" : "plain";
  } catch {
    return undefined;
  }
}
