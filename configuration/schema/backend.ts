import * as z from "zod";
import { quote } from "../../pve/names";
import type { BackendValue } from "../backend-value";

const DEEPEST = 4;
const CREDENTIAL =
  /(^|_)(password|passphrase|secret|token|credentials?|access_key|secret_key|secret_id|private_key|private_key_pem|client_key|client_secret|encryption_key|customer_key|api_key|http_auth|conn_str)$/i;
/** Ends like a credential, and is the name of a key that a service keeps. */
const HARMLESS = /^kms_encryption_key$/i;

/** Where each backend reads its login. */
const VARIABLES: Readonly<Record<string, string>> = {
  azurerm: "ARM_ACCESS_KEY, ARM_SAS_TOKEN or ARM_CLIENT_SECRET",
  consul: "CONSUL_HTTP_TOKEN or CONSUL_HTTP_AUTH",
  gcs: "GOOGLE_BACKEND_CREDENTIALS or GOOGLE_ENCRYPTION_KEY",
  http: "TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
  kubernetes: "KUBE_TOKEN or KUBE_CONFIG_PATH",
  pg: "PG_CONN_STR",
  s3: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or AWS_PROFILE",
};

/** The backend's name, such as `s3`. */
export const backendType = z.string().superRefine((type, context) => {
  if (/^[a-z][a-z0-9_]{0,63}$/.test(type)) return;
  context.addIssue({
    code: "custom",
    message: `${quote(type)} is no backend of Terraform, such as s3, http or azurerm`,
  });
});

/** The backend's arguments: any JSON without null, since their names and types are the backend's own affair. */
export const backendConfig = z
  .custom<Readonly<Record<string, BackendValue>>>(isObject, "must be an object: the backend's arguments")
  .superRefine((config, context) => {
    for (const { path, message } of valueFaults(config, []))
      context.addIssue({ code: "custom", path: [...path], message });
  })
  .prefault({});

/** Says where a backend's login belongs. */
export function backendCredentialHint(type: string | undefined): string {
  const variables = type !== undefined && Object.hasOwn(VARIABLES, type) ? VARIABLES[type] : undefined;
  return `is a credential and would stand in cdktf.json and in cdktf.out; give it in ${variables ?? "the backend's environment variables"}`;
}

/** The places of credentials in a backend's arguments, known by their names or as part of an address. */
export function credentialPlaces(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === "string") return hasLogin(value) ? [path] : [];
  if (typeof value !== "object" || value === null || path.length > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    CREDENTIAL.test(key) && !HARMLESS.test(key) && !isObject(inner)
      ? [[...path, key]]
      : credentialPlaces(inner, [...path, key]),
  );
}

interface PlacedFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function valueFaults(value: unknown, path: PlacedFault["path"]): PlacedFault[] {
  if (value === null) return [{ path, message: "is null; leave it out" }];
  if (typeof value !== "object") return [];
  if (path.length > DEEPEST) return [{ path, message: "is nested too deeply for a backend" }];
  const own = isObject(value) ? Object.keys(value).filter((key) => key === "" || key === "__proto__") : [];
  return [
    ...own.map((key) => ({ path: [...path, key], message: "is no name of an argument" })),
    ...Object.entries(value).flatMap(([key, inner]) =>
      valueFaults(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, BackendValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasLogin(value: string): boolean {
  return URL.canParse(value) && new URL(value).password !== "";
}
