/** The parameter check of a call: one text per parameter that does not fit its schema. */
import { invalid } from "../failure";
import { formatFault } from "./formats";
import { length, matches } from "../perl";
import type { Release } from "../releases";

/** A value as it came in; JSON bodies may hold more than strings. */
export type Value = string | boolean | readonly unknown[] | object | undefined;
export type Values = Readonly<Record<string, Value>>;
/** Values that passed the check. */
export type Parameters = Readonly<Record<string, string | undefined>>;

export interface PropertySchema {
  readonly type?: string;
  readonly optional?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly requires?: string;
}

export type ParameterSchema = Readonly<Record<string, PropertySchema>>;

const UNKNOWN = "property is not defined in schema and the schema does not allow additional properties";

/** Checks the values and gives them as strings. @throws Failure (400) that names every fault. */
export function validate(schema: ParameterSchema, given: Values, release: Release): Parameters {
  const values = joinLists(schema, given);
  const errors: Record<string, string> = {};
  const report = (name: string, text: string): void => {
    const key = name === "" ? "_root" : name;
    const before = errors[key];
    errors[key] = before === undefined ? text : `${before}\\n${text}`;
  };
  for (const [name, property] of Object.entries(schema)) {
    const fault = propertyFault(property, values[name], release);
    if (fault !== undefined) report(name, fault);
  }
  for (const name of Object.keys(values)) {
    const property = schema[name];
    if (property === undefined) report(name, UNKNOWN);
    else if (property.requires !== undefined && values[property.requires] === undefined) {
      report(property.requires, release.missingRequired(name));
    }
  }
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asString(value)]));
}

/** A list parameter may come as an array. */
function joinLists(schema: ParameterSchema, values: Values): Values {
  const joined: Record<string, Value> = { ...values };
  for (const [name, property] of Object.entries(schema)) {
    const value = values[name];
    const isList = property.type === "string" && property.format?.endsWith("-list") === true;
    if (isList && Array.isArray(value)) joined[name] = value.map(String).join(",");
  }
  return joined;
}

function asString(value: Value): string | undefined {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "string" ? value : undefined;
}

function propertyFault(schema: PropertySchema, value: Value, release: Release): string | undefined {
  if (value === undefined) {
    return schema.optional === 1 ? undefined : "property is missing and it is not optional";
  }
  const fault = typeFault(schema.type ?? "string", value);
  if (fault !== undefined || typeof value !== "string") return fault;
  return textFault(schema, value, release);
}

function typeFault(type: string, value: Value): string | undefined {
  if (typeof value === "boolean") {
    return type === "boolean" ? undefined : `type check ('${type}') failed - got JSON::PP::Boolean`;
  }
  if (typeof value !== "string") {
    return `type check ('${type}') failed - got ${Array.isArray(value) ? "ARRAY" : "HASH"}`;
  }
  const fits =
    (type !== "boolean" || value === "0" || value === "1") &&
    (type !== "integer" || /^[+-]?\d+\n?$/.test(value));
  return fits ? undefined : `type check ('${type}') failed - got '${value}'`;
}

/** The first fault of a string: format, pattern, length, range, enumeration. */
function textFault(schema: PropertySchema, value: string, release: Release): string | undefined {
  const format = schema.format === undefined ? undefined : formatFault(schema.format, value, release);
  if (format !== undefined) return `invalid format - ${format}\n`;
  if (schema.pattern !== undefined && !matches(schema.pattern, value)) {
    return "value does not match the regex pattern";
  }
  if (schema.maxLength !== undefined && length(value) > schema.maxLength) {
    return `value may only be ${schema.maxLength} characters long`;
  }
  if (schema.minLength !== undefined && length(value) < schema.minLength) {
    return `value must be at least ${schema.minLength} characters long`;
  }
  const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\n?$/.test(value) ? Number(value) : undefined;
  if (number !== undefined && schema.maximum !== undefined && number > schema.maximum) {
    return `value must have a maximum value of ${schema.maximum}`;
  }
  if (number !== undefined && schema.minimum !== undefined && number < schema.minimum) {
    return `value must have a minimum value of ${schema.minimum}`;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return `value '${value}' does not have a value in the enumeration '${schema.enum.join(", ")}'`;
  }
  return undefined;
}
