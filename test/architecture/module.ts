import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/** What the house rules ask of a source file. Paths count from the checkout and have slashes: `src/tar/hop.ts`. */
export interface Module {
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  /** Uses of the surroundings that need no import: `process`, `Date.now`, `new Date()`… */
  readonly globals: readonly string[];
  readonly exports: readonly Export[];
}

export interface Import {
  /** As written, but Node's own modules always with `node:`. */
  readonly name: string;
  /** The path of the file, when it is one of ours. */
  readonly path: string | undefined;
  /** What is taken from it at run time: names, `*` for all of it; nothing where only types are. */
  readonly values: readonly string[];
  /** `export … from`. */
  readonly isReexport: boolean;
}

export interface Export {
  readonly name: string;
  readonly isDocumented: boolean;
}

const GLOBALS = new Set(['process', 'console', 'fetch', 'performance', 'globalThis']);
const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random']);

/** Parses one file. */
export function readModule(path: string, text: string): Module {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return {
    path,
    lineCount: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [...nodesOf(file)].flatMap((node) => importOf(path, node) ?? []),
    globals: globalsOf(file),
    exports: file.statements.flatMap(exportsOf),
  };
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

function importOf(path: string, node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return imported(path, node.moduleSpecifier, valuesOf(node.importClause), false);
  if (ts.isExportDeclaration(node)) return imported(path, node.moduleSpecifier, node.isTypeOnly ? [] : ['*'], true);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return imported(path, node.argument.literal, [], false);
  }
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isCall ? imported(path, node.arguments[0], ['*'], false) : undefined;
}

function valuesOf(clause: ts.ImportClause | undefined): string[] {
  if (clause?.isTypeOnly) return [];
  const bindings = clause?.namedBindings;
  if (clause?.name || !bindings || !ts.isNamedImports(bindings)) return ['*'];
  return bindings.elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => (propertyName ?? name).text);
}

function imported(
  path: string,
  specifier: ts.Node | undefined,
  values: readonly string[],
  isReexport: boolean,
): Import | undefined {
  if (!specifier || !ts.isStringLiteral(specifier)) return undefined;
  const { text } = specifier;
  return {
    name: isBuiltin(text) && !text.startsWith('node:') ? `node:${text}` : text,
    path: text.startsWith('.') ? posix.join(posix.dirname(path), text) : undefined,
    values,
    isReexport,
  };
}

function globalsOf(file: ts.SourceFile): readonly string[] {
  const nodes = [...nodesOf(file)];
  const own = new Set(nodes.flatMap((node) => (isBinding(node) && ts.isIdentifier(node.name) ? node.name.text : [])));
  return nodes.flatMap((node) => {
    const use = globalUse(node);
    return use !== undefined && !own.has(use) ? use : [];
  });
}

/** Declarations whose name hides a global of the same name in the file. */
function isBinding(node: ts.Node): node is ts.NamedDeclaration & { name: ts.Node } {
  const isLocal = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
  const isImport = ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isNamespaceImport(node);
  return (isLocal || isImport || ts.isFunctionDeclaration(node)) && node.name !== undefined;
}

function globalUse(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    return node.arguments?.length ? undefined : 'new Date()';
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'new Date()';
  if (ts.isPropertyAccessExpression(node)) return IMPURE_MEMBERS.has(node.getText()) ? node.getText() : undefined;
  return ts.isIdentifier(node) && GLOBALS.has(node.text) && isReference(node) ? node.text : undefined;
}

/** Whether a name stands for the value it names, and is not a member's name or a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const isName = 'name' in parent && parent.name === node;
  const isMember = 'propertyName' in parent && parent.propertyName === node;
  return !isName && !isMember && !ts.isTypeNode(parent) && !ts.isQualifiedName(parent);
}

function exportsOf(statement: ts.Statement): Export[] {
  if (ts.isExportAssignment(statement)) return [{ name: 'default', isDocumented: true }];
  if (ts.isExportDeclaration(statement)) return namedExports(statement);
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  const isDefault = modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  const isDocumented = !owesDocstring(statement) || hasDocstring(statement);
  return namesOf(statement).map((name) => ({ name: isDefault ? 'default' : name, isDocumented }));
}

/** Constants and type aliases say themselves what they are, and so does a function that is one statement long. */
function owesDocstring(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement)) return statement.body === undefined || statement.body.statements.length > 1;
  return (
    ts.isClassDeclaration(statement) || (ts.isInterfaceDeclaration(statement) && !statement.members.some(hasDocstring))
  );
}

function hasDocstring(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc);
}

function namedExports({ exportClause }: ts.ExportDeclaration): Export[] {
  if (!exportClause || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.map(({ name }) => ({ name: name.text, isDocumented: true }));
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  return 'name' in statement && statement.name ? [(statement.name as ts.Identifier).getText()] : [''];
}
