/** The parts of a synthesized stack, `cdk.tf.json`, that are read back: by the helpers for tests and by the command line. */

/** A stack. */
export interface EmittedStack {
  readonly resource?: {
    readonly null_resource?: Readonly<Record<string, EmittedNullResource>>;
    readonly local_file?: Readonly<Record<string, EmittedFile>>;
  };
}

/** A file that Terraform writes. */
export interface EmittedFile {
  readonly filename: string;
  readonly content: string;
}

/** A `null_resource`, in the ways that our constructs write one. */
export interface EmittedNullResource {
  readonly count?: number;
  readonly triggers?: EmittedTexts | string;
  /** A text refers to the instances of another resource. */
  readonly for_each?: Readonly<Record<string, EmittedInstance>> | string;
  readonly provisioner?: readonly { readonly "local-exec": EmittedCall }[];
}

/** A text for each name, with Terraform's escapes. */
export type EmittedTexts = Readonly<Record<string, string>>;

/** Roles of different privileges keep their settings apart. */
export type EmittedInstance = Readonly<Record<string, string | EmittedTexts>>;

/** One call of the provisioner. */
export interface EmittedCall {
  readonly command: string;
  readonly when?: string;
  readonly environment?: EmittedTexts;
}

/** Every call of the provisioner that a resource makes. */
export function callsOf({ provisioner = [] }: EmittedNullResource): EmittedCall[] {
  return provisioner.map((each) => each["local-exec"]);
}

/** The calls of one command; `when` is left out for those that make something. */
export function callsOfCommand(
  resource: EmittedNullResource,
  command: string,
  when?: "destroy",
): EmittedCall[] {
  return callsOf(resource).filter((call) => call.command === command && call.when === when);
}
