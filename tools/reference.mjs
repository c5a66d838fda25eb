// The API reference, from the declarations that are published and their comments: a construct with its props, what it offers, and
// the types of both.
import path from "node:path";
import ts from "typescript";

/** @param entries the files of declarations by what is imported */
export function apiReference(entries) {
  // Nothing of other packages is told, so their declarations need not be read.
  const program = ts.createProgram(Object.values(entries), {
    noResolve: true,
    lib: ["lib.es5.d.ts"],
    types: [],
  });
  const sections = Object.entries(entries).flatMap(([specifier, file]) => section(specifier, file, program));
  return `${INTRODUCTION}\n${sections.join("\n\n")}\n`;
}

const INTRODUCTION = `# API reference

Written by \`npm run api\` from the declarations and their comments; edit those and run it again. An editor shows the same beside the code.
`;

function section(specifier, file, program) {
  const source = program.getSourceFile(path.resolve(file));
  const exported = source.statements.filter(isExported).flatMap(declarations);
  const named = new Map(exported.map((each) => [each.name.text, each]));
  const isProps = (name) => name.endsWith("Props") && named.has(name.replace(/Props$/, ""));
  const shown = [...named].filter(([name]) => !isProps(name)).sort(byKind);
  const told = shown.flatMap(([name, each]) =>
    entry(each, named.get(`${name}Props`), program.getTypeChecker()),
  );
  const anchors = new Set(shown.map(([name]) => name));
  return [`## \`${specifier}\``, ...told].map((text) => linked(text, anchors));
}

/** Constructs and functions first, then types. */
function byKind([name, one], [otherName, other]) {
  const rank = (each) => Number(ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each));
  return rank(one) - rank(other) || (name < otherName ? -1 : 1);
}

function isExported(statement) {
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function declarations(statement) {
  return ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
}

function entry(each, props, checker) {
  const heading = [`### ${each.name.text}`, described(each)].filter(Boolean).join("\n\n");
  if (ts.isClassDeclaration(each)) {
    return [
      heading,
      ...list("Props", props === undefined ? [] : propertiesOf(props, checker).map(member)),
      ...list(
        "Offers",
        each.members.filter((inner) => inner.name !== undefined && !isPrivate(inner)).map(member),
      ),
    ];
  }
  if (ts.isInterfaceDeclaration(each)) return [heading, ...list("", propertiesOf(each, checker).map(member))];
  const code = (text) => `\`\`\`text\n${text}\n\`\`\``;
  if (ts.isTypeAliasDeclaration(each)) return [heading, code(oneLine(each.type))];
  if (ts.isFunctionDeclaration(each)) return [heading, code(signature(each)), ...list("", tags(each))];
  return [heading];
}

const isPrivate = ({ name, modifiers }) =>
  ts.isPrivateIdentifier(name) ||
  (modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ProtectedKeyword) ?? false);

/** Its own, and those that it inherits from ours. */
function propertiesOf(declaration, checker) {
  return checker
    .getPropertiesOfType(checker.getTypeAtLocation(declaration))
    .flatMap((property) => property.declarations?.slice(0, 1) ?? []);
}

function member(each) {
  const isStatic = each.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
  const text = [described(each), ...tags(each)]
    .filter(Boolean)
    .join(" ")
    .replace(/\s*\n\s*/g, " ");
  return `- \`${isStatic ? "static " : ""}${signature(each)}\`${text && ` — ${text}`}`;
}

function signature(each) {
  const name = each.name.text;
  const isCalled =
    ts.isMethodDeclaration(each) || ts.isMethodSignature(each) || ts.isFunctionDeclaration(each);
  const parameters = isCalled ? `(${each.parameters.map((parameter) => oneLine(parameter)).join(", ")})` : "";
  return `${name}${each.questionToken ? "?" : ""}${parameters}: ${oneLine(each.type ?? each.initializer)}`;
}

function oneLine(node) {
  return node
    .getText()
    .replace(/\s*\/\*\*.*?\*\/\s*/gs, " ")
    .replace(/\s+/g, " ");
}

function described(each) {
  const { jsDoc } = ts.isVariableDeclaration(each) ? each.parent.parent : each;
  return plain(jsDoc?.at(-1)?.comment);
}

const TOLD = { default: "Default:", throws: "Throws:", returns: "Gives", param: "" };

function tags(each) {
  return ts.getJSDocTags(each).flatMap((tag) => {
    const kind = tag.tagName.text;
    if (!(kind in TOLD) || tag.comment === undefined) return [];
    const subject = kind === "param" ? `\`${tag.name.getText()}\`:` : TOLD[kind];
    return [`*${subject}* ${plain(tag.comment).replace(/^- /, "")}.`];
  });
}

/** A comment as text, with its links as {@link} has them. */
function plain(comment) {
  const parts = typeof comment === "string" || comment === undefined ? [comment ?? ""] : comment;
  const text = (part) => (part.kind === ts.SyntaxKind.JSDocLink ? part.getText() : part.text);
  return parts
    .map((part) => (typeof part === "string" ? part : text(part)))
    .join("")
    .trim();
}

/** Links lead to what has a heading; props stand below their construct. */
function linked(text, anchors) {
  return text.replace(/\{@link ([\w.]+)\}/g, (_, name) => {
    const anchor = name.split(".")[0].replace(/Props$/, "");
    return anchors.has(anchor) ? `[\`${name}\`](#${anchor.toLowerCase()})` : `\`${name}\``;
  });
}

function list(heading, items) {
  if (items.length === 0) return [];
  const lines = items.map((item) => (item.startsWith("- ") ? item : `- ${item}`)).join("\n");
  return [heading === "" ? lines : `${heading}:\n\n${lines}`];
}
