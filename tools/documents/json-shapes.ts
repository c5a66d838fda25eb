/** The types of a module as they are written, with those that they are made of, wherever these stand. */
import ts from "typescript";

type Shape = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** Modules of ours, read together: most of the time goes into what they all import. */
export class Shapes {
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;

  public constructor(files: readonly string[]) {
    this.program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      types: ["node"],
      skipLibCheck: true,
    });
    this.checker = this.program.getTypeChecker();
  }

  /** The types that a module exports, and what they refer to of ours: a text that stands by itself. */
  public in(file: string): string {
    const { checker } = this;
    const shapes = new Set<Shape>();
    const add = (shape: Shape): void => {
      if (shapes.has(shape)) return;
      shapes.add(shape);
      if (wordsOf(shape, checker) !== undefined) return;
      const visit = (node: ts.Node): void => {
        if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node))
          for (const found of shapesOf(node, checker)) add(found);
        ts.forEachChild(node, visit);
      };
      visit(shape);
    };
    for (const statement of this.program.getSourceFile(file)?.statements ?? [])
      if (isShape(statement) && isExported(statement)) add(statement);
    return [...shapes].map((shape) => textOf(shape, checker)).join("\n\n");
  }
}

function shapesOf(
  node: ts.TypeReferenceNode | ts.ExpressionWithTypeArguments,
  checker: ts.TypeChecker,
): readonly Shape[] {
  const named = checker.getSymbolAtLocation(ts.isTypeReferenceNode(node) ? node.typeName : node.expression);
  const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
  return (symbol?.declarations ?? []).filter(isShape).filter((shape) => {
    const { fileName, isDeclarationFile } = shape.getSourceFile();
    return !isDeclarationFile && !fileName.includes("/node_modules/");
  });
}

function isShape(node: ts.Node): node is Shape {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function isExported(node: Shape): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** The words that a type comes to, which is written as the type of a property of another one. */
function wordsOf(shape: Shape, checker: ts.TypeChecker): string | undefined {
  if (!ts.isTypeAliasDeclaration(shape) || !ts.isIndexedAccessTypeNode(shape.type)) return undefined;
  const type = checker.getTypeFromTypeNode(shape.type);
  const words = checker.typeToString(type, undefined, ts.TypeFormatFlags.InTypeAlias);
  return `type ${shape.name.text} = ${words};`;
}

/** With the comment that stands right above it, and without `export`. */
function textOf(shape: Shape, checker: ts.TypeChecker): string {
  const source = shape.getSourceFile();
  const comments = ts.getJSDocCommentsAndTags(shape).filter(ts.isJSDoc);
  const above = comments.at(-1)?.getText(source);
  const text = wordsOf(shape, checker) ?? shape.getText(source).replace(/^export /, "");
  return above === undefined ? text : `${above}\n${text}`;
}
