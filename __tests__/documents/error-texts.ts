/**
 * What the sources say when something fails, read from their syntax: the texts that are handed to an error, directly or by
 * functions and constants of ours. What varies is `…`.
 */
import path from "node:path";
import ts from "typescript";
import { ROOT } from "../../tools/toolchain/paths";

export interface ErrorText {
  readonly text: string;
  /** Where it stands, relative to the project. */
  readonly file: string;
  /** What is filled in where it varies, as far as that is said in the sources too. */
  readonly parts: readonly string[];
}

const ENTRIES = ["main.ts", "constructs/index.ts", "provisioner/main.ts", "cli/main.ts"];
/**
 * These say what is wrong with one setting, behind its path; the simulator stands for PVE, the matchers fail tests, and what
 * `init` writes and `rotate` tells is no error.
 */
const ELSEWHERE =
  /^(\.\.|node_modules|simulator|testing|configuration|constructs\/private\/checks|cli\/init\/thin-project|cli\/rotate\/words|pve\/(names|spec|privileges\/(prof|prov|purp|asked)))/;
/** A RangeError is a fault of ours. */
const ERROR_CLASS = /^(?!Range)\w*(Error|Fault|Refusal)$/;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  resolveJsonModule: true,
  esModuleInterop: true,
  noLib: true,
  types: [],
};

/** Finds our own sources only: what libraries say is not asked for, and their types take most of the time. */
function hostOfOurs(): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return { ...host, fileExists: (file) => !file.includes("/node_modules/") && host.fileExists(file) };
}

export function errorTexts(): readonly ErrorText[] {
  return new Reader().read();
}

class Reader {
  private readonly program = ts.createProgram(
    ENTRIES.map((file) => path.join(ROOT, file)),
    OPTIONS,
    hostOfOurs(),
  );
  private readonly checker = this.program.getTypeChecker();
  private readonly files = new Map(
    this.program
      .getSourceFiles()
      .filter(({ isDeclarationFile }) => !isDeclarationFile)
      .map((file) => [file, path.relative(ROOT, file.fileName)] as const)
      .filter(([, name]) => name.endsWith(".ts") && !ELSEWHERE.test(name)),
  );
  /** By the name that is called; whose it is, is asked when it matters. */
  private readonly calls = new Map<string, ts.CallExpression[]>();
  private readonly symbols = new Map<ts.Node, ts.Symbol | undefined>();
  private readonly found = new Map<string, ErrorText>();
  private seen = new Set<ts.Node>();
  /** The parts of the text that is being read; none outside of one. */
  private parts: string[] | undefined;

  read(): readonly ErrorText[] {
    const roots: ts.Node[] = [];
    for (const file of this.files.keys())
      descend(file, (node) => {
        if (ts.isCallExpression(node)) {
          const called = calledName(node);
          this.calls.set(called, [...(this.calls.get(called) ?? []), node]);
          if (/(^super|\.addError)$/.test(node.expression.getText())) roots.push(...node.arguments);
        }
        if (ts.isNewExpression(node) && ERROR_CLASS.test(node.expression.getText()))
          roots.push(...(node.arguments ?? []));
      });
    for (const root of roots) this.follow(root);
    return [...this.found.values()];
  }

  private follow(node: ts.Node): void {
    if (this.seen.has(node)) return;
    this.seen.add(node);
    const text = textOf(node);
    if (text !== undefined && wordsIn(text) >= 2) this.take(text, node);
    else if (ts.isIdentifier(node)) this.followName(node);
    else if (ts.isFunctionLike(node)) this.followResults(node);
    else ts.forEachChild(node, (child) => this.follow(child));
  }

  /** Notes a text, or a part of the one that is being read; its own parts are read in any case. */
  private take(text: string, node: ts.Node): void {
    const file = this.files.get(node.getSourceFile());
    if (this.parts !== undefined) {
      this.parts.push(text);
      ts.forEachChild(node, (child) => this.follow(child));
      return;
    }
    const outside = this.seen;
    this.seen = new Set();
    const parts: string[] = (this.parts = []);
    ts.forEachChild(node, (child) => this.follow(child));
    [this.seen, this.parts] = [outside, undefined];
    if (file !== undefined) this.found.set(text, { text, file, parts });
  }

  private followName(name: ts.Identifier): void {
    for (const declaration of this.symbolOf(name)?.declarations ?? []) {
      const holder = bindingOf(declaration);
      if (ts.isVariableDeclaration(holder) && holder.initializer) this.follow(holder.initializer);
      else if (ts.isFunctionLike(holder)) this.follow(holder);
      else if (ts.isParameter(holder)) for (const given of this.argumentsOf(holder)) this.follow(given);
    }
  }

  private argumentsOf(parameter: ts.ParameterDeclaration): readonly ts.Expression[] {
    const { parent } = parameter;
    const name = parent.name && this.symbolOf(parent.name);
    const index = parent.parameters.indexOf(parameter);
    if (name === undefined) return [];
    const calls = this.calls.get(name.name) ?? [];
    return calls
      .filter((call) => this.symbolOf(call.expression) === name)
      .flatMap((call) => call.arguments[index] ?? []);
  }

  private followResults(node: ts.SignatureDeclaration): void {
    const body = "body" in node ? node.body : undefined;
    if (body === undefined) return;
    const inside = (child: ts.Node): void => {
      if (ts.isReturnStatement(child) || ts.isYieldExpression(child)) this.follow(child);
      else if (!ts.isFunctionLike(child)) ts.forEachChild(child, inside);
    };
    if (ts.isBlock(body)) inside(body);
    else this.follow(body);
  }

  /** Found once: what many texts have in common is followed for each of them. */
  private symbolOf(node: ts.Node): ts.Symbol | undefined {
    if (this.symbols.has(node)) return this.symbols.get(node);
    const named = this.checker.getSymbolAtLocation(node);
    const symbol = named && named.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(named) : named;
    this.symbols.set(node, symbol);
    return symbol;
  }
}

/** Text that is written down, with `…` where it varies. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(
      ({ expression, literal }) => `${textOf(expression) ?? "…"}${literal.text}`,
    );
    return `${node.head.text}${spans.join("")}`;
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : `${left ?? "…"}${right ?? "…"}`;
}

function calledName({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

function wordsIn(text: string): number {
  return text.split(/[\s…]+/).filter((word) => /\w/.test(word)).length;
}

/** Of a name that is taken out of an object, what the object is. */
function bindingOf(declaration: ts.Node): ts.Node {
  return ts.isBindingElement(declaration) ? bindingOf(declaration.parent.parent) : declaration;
}

function descend(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => descend(child, visit));
}
