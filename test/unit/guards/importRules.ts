import ts from "typescript";
import { posix } from "node:path";

/** Who may import whom: in the order of this list, the first entry whose `files` fits a file decides. */
interface Rule {
  readonly files: RegExp;
  /** Paths from the repository's folder, without an ending, and names of packages. */
  readonly mayImport: RegExp;
}

const RULES: readonly Rule[] = [
  { files: /^src\/domain\//, mayImport: /^(src\/domain\/|(jose|valibot)$)/ },
  { files: /^src\/node\//, mayImport: /^(src\/(node|domain)\/|node:)/ },
  { files: /^src\/localPlatform\//, mayImport: /^(src\/(localPlatform|node|domain)\/|node:|valibot$)/ },
  { files: /^src\/editor\//, mayImport: /^(src\/(editor|domain)\/|webview\/protocol$|(vscode|valibot)$)/ },
  { files: /^src\/extension\.web\.ts$/, mayImport: /^(src\/(editor|domain)\/|vscode$)/ },
  { files: /^src\/extension\.ts$/, mayImport: /^(src\/(editor|domain|node)\/|vscode$)/ },
  { files: /^src\/onDemand\.ts$/, mayImport: /^src\/(domain|editor)\// },
  { files: /^webview\/protocol\.ts$/, mayImport: /^(src\/domain\/|valibot$)/ },
  { files: /^webview\/appForm\/toolkit\.ts$/, mayImport: /^(webview\/|@vscode\/webview-ui-toolkit$)/ },
  { files: /^webview\//, mayImport: /^(webview\/|src\/domain\/(apps\/|errors$)|valibot$)/ },
];

/** What is a bundle of its own, loaded at the first use: the editor may import it dynamically or as types. */
const LAZY: readonly { readonly from: RegExp; readonly target: RegExp }[] = [
  { from: /^src\/editor\//, target: /^src\/onDemand$/ },
  { from: /^src\/editor\/localPlatform\//, target: /^src\/localPlatform\// },
];

interface Import {
  /** As in `Rule.mayImport`; undefined where the source doesn't tell. */
  readonly target: string | undefined;
  readonly isEager: boolean;
}

/** The imports of a file that break the rules, as sentences. `path` starts at the repository's folder. */
export function findForbiddenImports(path: string, text: string): string[] {
  const rule = RULES.find(({ files }) => files.test(path));
  if (!rule) return [`${path} belongs to no part of the house`];
  return importsOf(path, text).flatMap(({ target, isEager }) => {
    if (target === undefined) return [`${path} imports what can't be told`];
    if (!isEager && LAZY.some((lazy) => lazy.from.test(path) && lazy.target.test(target))) return [];
    return rule.mayImport.test(target) ? [] : [`${path} may not import ${target}`];
  });
}

/** Type-only ones included. */
function importsOf(path: string, text: string): Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const references = [...source.referencedFiles, ...source.typeReferenceDirectives, ...source.libReferenceDirectives];
  const found: Import[] = references.map(({ fileName }) => ({ target: `reference to ${fileName}`, isEager: true }));
  const add = (node: ts.Node | undefined, isEager: boolean): void => {
    const name = node && ts.isStringLiteralLike(node) ? node.text : undefined;
    found.push({
      target: name?.startsWith(".") ? posix.join(posix.dirname(path), name).replace(/\.(ts|js)$/, "") : name,
      isEager,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, !node.importClause?.isTypeOnly);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, !node.isTypeOnly);
    else if (ts.isExternalModuleReference(node)) add(node.expression, true);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, false);
    else if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) add(node.name, true);
    else if (ts.isCallExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
      else if (ts.isIdentifier(node.expression) && node.expression.text === "require") add(node.arguments[0], true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
