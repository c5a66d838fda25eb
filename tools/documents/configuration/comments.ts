/** The comments of configuration/schema, at the settings that they stand beside: editors show the same ones for the types. */
import path from "node:path";
import ts from "typescript";

/** What the comments say of an object of settings. */
export interface Described {
  /** One setting of it: its comment, the empty text without one, and what it has inside. */
  readonly setting: (name: string) => { readonly description: string; readonly inside: Described };
  /** The entries of a list, or the values of an object with names of the user's own. */
  readonly each: () => Described;
}

const SOURCE = path.join(__dirname, "..", "..", "..", "configuration", "parse.ts");
const TYPE = "WrittenConfiguration";

let settings: Described | undefined;

/** What the comments say of `context.proxmox`; read once, for the tables and for the schema. */
export function describedSettings(): Described {
  return (settings ??= readSettings());
}

function readSettings(): Described {
  const program = ts.createProgram([SOURCE], {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: [],
    skipLibCheck: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(SOURCE);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === TYPE);
  if (symbol === undefined) throw new Error(`${SOURCE} has no type ${TYPE}`);
  return describedType(checker.getDeclaredTypeOfSymbol(symbol), checker);
}

function describedType(written: ts.Type, checker: ts.TypeChecker): Described {
  const type = objectOf(written);
  return {
    setting: (name) => {
      const property = type.getProperty(name);
      if (property === undefined) return { description: "", inside: NOTHING };
      const comment = ts.displayPartsToString(property.getDocumentationComment(checker));
      const inside = describedType(checker.getTypeOfSymbol(property), checker);
      return { description: comment.replaceAll(/\s+/g, " ").trim(), inside };
    },
    each: () => {
      const entry = type.getNumberIndexType() ?? type.getStringIndexType();
      return entry === undefined ? NOTHING : describedType(entry, checker);
    },
  };
}

const NOTHING: Described = { setting: () => ({ description: "", inside: NOTHING }), each: () => NOTHING };

/** Of `boolean | { … }` and of what may be left out, the object. */
function objectOf(type: ts.Type): ts.Type {
  const isObject = (one: ts.Type) => (one.flags & ts.TypeFlags.Object) !== 0;
  return type.isUnion() ? (type.types.find(isObject) ?? type) : type;
}
