/** The parameters of a request: query and body, decoded as PVE's HTTP server does it. */
import { parseContentType } from "./message";
import { unescapeBytes } from "../perl";
import { without } from "../state/records";
import type { Value, Values } from "../schema/schema";

/** @throws SyntaxError when a JSON body is broken. */
export function readParameters(request: {
  readonly method: string;
  readonly query: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  /** PVE 7: lists from repeated keys are joined by NUL, and a JSON body is turned into a form on its way. */
  readonly joinsLists: boolean;
}): Values {
  const { method, query, contentType, body, joinsLists } = request;
  const hasBody = method === "POST" || method === "PUT";
  const isJson = parseContentType(contentType) === "application/json";
  const text = isJson ? body.toString("utf8") : body.toString("latin1");
  const sent = !hasBody ? {} : isJson ? readJson(text, joinsLists) : readForm(text, joinsLists);
  return without({ ...sent, ...readForm(query, joinsLists) }, "_dc");
}

/** `&` and `;` separate pairs; a further `=` cuts the value; a key without `=` has no value. */
function readForm(text: string, joinsLists: boolean): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const pair of text === "" ? [] : text.split(/[&;]/)) {
    const [key = "", raw] = pair.split("=");
    const name = unescapeBytes(key.replaceAll("+", " "));
    const value = raw === undefined ? undefined : decode(raw);
    const before = values[name];
    values[name] = value === undefined || before === undefined ? value : both(before, value, joinsLists);
  }
  return values;
}

function decode(text: string): string {
  return Buffer.from(unescapeBytes(text.replaceAll("+", " ")), "latin1").toString("utf8");
}

function both(before: Value, value: string, joinsLists: boolean): Value {
  const values = Array.isArray(before) ? before.map(String) : typeof before === "string" ? [before] : [];
  return joinsLists ? [...values, value].join("\0") : [...values, value];
}

function readJson(text: string, joinsLists: boolean): Record<string, Value> {
  const parsed = JSON.parse(text) as unknown;
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new SyntaxError("Not a HASH reference");
  }
  const entries = Object.entries(parsed).map(([name, value]) => [name, jsonValue(value)] as const);
  return Object.fromEntries(entries.map(([name, value]) => [name, joinsLists ? formValue(value) : value]));
}

/** Perl knows no difference between numbers and strings; `null` is a missing value. */
function jsonValue(value: unknown): Value {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number" || typeof value === "string") return String(value);
  return value;
}

function formValue(value: Value): Value {
  if (typeof value === "boolean") return value ? "1" : "0";
  return Array.isArray(value) ? value.map(String).join("\0") : value;
}
