import type { TerraformStack } from "cdktf";
import { TerraformVariable } from "cdktf";

/** OpenTofu's encryption of state and plan. */
export interface StateEncryptionProps {
  /**
   * The variable that holds the passphrase, at least 16 characters; given as `TF_VAR_<name>`.
   * @default "state_passphrase"
   */
  readonly passphraseVariable?: string;
}

/**
 * Encrypts state and plan with AES-GCM under a passphrase from the environment; neither is ever read or written in
 * clear. Only OpenTofu can do it, so the synthesis for Terraform is refused.
 */
export function encryptState(stack: TerraformStack, props: StateEncryptionProps): void {
  const name = props.passphraseVariable ?? "state_passphrase";
  const variable = new TerraformVariable(stack, name, {
    type: "string",
    sensitive: true,
    description: "Passphrase of the encrypted state and plan, at least 16 characters",
  });
  variable.overrideLogicalId(name);
  stack.addOverride("terraform.encryption", {
    key_provider: { pbkdf2: { passphrase: { passphrase: `\${var.${name}}` } } },
    method: { aes_gcm: { passphrase: { keys: "key_provider.pbkdf2.passphrase" } } },
    state: { method: "method.aes_gcm.passphrase", enforced: true },
    plan: { method: "method.aes_gcm.passphrase", enforced: true },
  });
  stack.node.addValidation({ validate: refuseTerraform });
}

/** cdktf runs `terraform` unless `TERRAFORM_BINARY_NAME` says otherwise. */
function refuseTerraform(): string[] {
  const binary = process.env["TERRAFORM_BINARY_NAME"] ?? "terraform";
  if (/tofu[^/\\]*$/.test(binary)) return [];
  return [
    `stateEncryption is a feature of OpenTofu, and this run uses ${binary}: install OpenTofu and set TERRAFORM_BINARY_NAME=tofu, or take stateEncryption out of the configuration. Nothing was changed.`,
  ];
}
