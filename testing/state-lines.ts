import type { StateStore } from "./synthesized";
import { fromProject, indented } from "./words";

type Arguments = Readonly<Record<string, unknown>>;

/** Arguments of backends that may be a login; where a state is they do not say. */
const LOGIN =
  /secret|password|passphrase|token|credential|private|auth|_str$|(access|encryption|client|customer|api)_key/i;

/**
 * Where the state is. A local one is named by a path that begins at the project; an absolute one is a machine's own, and is not
 * said.
 */
export function stateLines({ backend = {}, cloud, encryption }: StateStore): string[] {
  const kept = Object.entries(backend).flatMap(([type, args]) =>
    type === "local" ? localLines(args) : [`state in backend ${type}`, ...indented(argumentLines(args))],
  );
  return [
    ...kept,
    ...(cloud === undefined ? [] : ["state in HCP Terraform", ...indented(argumentLines(cloud))]),
    ...(encryption === undefined ? [] : encryptionLines(encryption)),
  ];
}

function localLines({ path }: Arguments): string[] {
  return typeof path === "string" && path.startsWith("../") ? [`state ${fromProject(path)}`] : [];
}

function argumentLines(args: Arguments): string[] {
  const known = JSON.parse(JSON.stringify(args, masked)) as Arguments;
  return Object.entries(known).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
}

/** Takes out what is a login by its name, or as a part of an address. */
function masked(name: string, value: unknown): unknown {
  if (LOGIN.test(name)) return "<secret>";
  return typeof value === "string" ? value.replace(/\/\/[^/@]*@/, "//<secret>@") : value;
}

/** The variables that its passphrases come from, and what the next deploy migrates. */
function encryptionLines(encryption: object): string[] {
  const found = JSON.stringify(encryption).matchAll(/\$\{(var\.[\w-]+)\}/g);
  const variables = [...found].map(([, name = ""]) => `passphrase from ${name}`);
  return ["state and plan encrypted by OpenTofu", ...indented([...variables, ...migrationLines(encryption)])];
}

function migrationLines({ state }: { state?: StateTarget }): string[] {
  const form = (method = "") =>
    method.startsWith("method.unencrypted.") ? "plain" : `encrypted by ${method}`;
  const former = state?.fallback?.method;
  return former === undefined ? [] : [`state ${form(former)} so far, then ${form(state?.method)}`];
}

interface StateTarget {
  readonly method?: string;
  readonly fallback?: StateTarget;
}
