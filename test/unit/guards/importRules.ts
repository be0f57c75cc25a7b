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
  { files: /^src\/edge\//, mayImport: /^(src\/(edge|domain)\/|node:)/ },
  { files: /^src\/commandLine\//, mayImport: /^(src\/(commandLine|edge|domain)\/|node:|valibot$)/ },
  {
    files: /^src\/localPlatform\//,
    mayImport: /^(src\/(localPlatform|commandLine|edge|node|domain)\/|node:|valibot$)/,
  },
  {
    files: /^src\/gateway\//,
    mayImport: /^(src\/(gateway|commandLine|edge|node|domain)\/|node:|(https-proxy-agent|proxy-from-env)$)/,
  },
  {
    files: /^src\/jwtApps\//,
    mayImport: /^src\/(jwtApps|commandLine|edge|node|domain)\//,
  },
  { files: /^src\/editor\//, mayImport: /^(src\/(editor|domain)\/|webview\/protocol$|(vscode|valibot)$)/ },
  { files: /^src\/extension\.web\.ts$/, mayImport: /^(src\/(editor|domain)\/|vscode$)/ },
  { files: /^src\/extension\.ts$/, mayImport: /^(src\/(editor|domain|node)\/|vscode$)/ },
  { files: /^webview\/protocol\.ts$/, mayImport: /^(src\/domain\/|valibot$)/ },
  { files: /^webview\/appForm\/toolkit\.ts$/, mayImport: /^(webview\/|@vscode\/webview-ui-toolkit$)/ },
  {
    files: /^webview\//,
    mayImport:
      /^(webview\/|src\/domain\/(apps\/(form\/|jwtApp$)|keys\/joseAlgorithms$|text\/sentence$|errors$)|valibot$)/,
  },
];

/** What nothing but `import()` and types may take: a server is loaded when it starts. */
const LAZY: readonly { readonly from: RegExp; readonly target: RegExp }[] = [
  { from: /^src\/editor\/localPlatform\//, target: /^src\/localPlatform\// },
  { from: /^src\/editor\/gateway\//, target: /^src\/gateway\// },
  { from: /^src\/jwtApps\//, target: /^src\/(localPlatform|gateway)\/commandLine$/ },
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
export function importsOf(path: string, text: string): Import[] {
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

/** Circles among files, each told by the paths in it: what imports what, as types or dynamically included, comes back to it. */
export function findCircles(files: readonly { readonly path: string; readonly text: string }[]): string[][] {
  const known = new Set(files.map(({ path }) => withoutEnding(path)));
  const targets = new Map(
    files.map(({ path, text }) => [
      withoutEnding(path),
      importsOf(path, text).flatMap(({ target }) => (target !== undefined && known.has(target) ? [target] : [])),
    ]),
  );
  return stronglyConnected(targets);
}

/** The folders of the domain and the files beside them, the lowest first: each may import those below it, and what lies beside them. */
const STAIR = [
  ...["limits", "once", "ports", "steps", "longTimer", "text", "errors", "keys", "scopes"],
  ...["payloads", "payloads/capture", "payloads/open", "payloads/write", "payloads/learn", "payloads/decrypt"],
  ...["apps", "tokens", "requests"],
];

/** Imports of the domain that go up the stair, as sentences. */
export function findUpwardImports(path: string, text: string): string[] {
  const stepOf = (file: string): number => {
    const [, folder = "", outer = ""] = /^src\/domain\/((\w+)(?:\/\w+(?=\/))?)/.exec(file) ?? [];
    return Math.max(STAIR.indexOf(folder), STAIR.indexOf(outer));
  };
  return importsOf(path, text).flatMap(({ target }) => {
    const isUp = target !== undefined && stepOf(target) > stepOf(path);
    return isUp && path.startsWith("src/domain/") ? [`${path} may not import ${target}, which lies above it`] : [];
  });
}

function withoutEnding(path: string): string {
  return path.replace(/\.ts$/, "");
}

/** Tarjan's algorithm (SIAM J. Comput. 1, 1972): sets of more than one node that reach each other, and nodes that reach themselves. */
function stronglyConnected(targets: ReadonlyMap<string, readonly string[]>): string[][] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    const number = numbers.size;
    numbers.set(node, number);
    lowest.set(node, number);
    stack.push(node);
    for (const target of targets.get(node) ?? []) {
      if (!numbers.has(target)) visit(target);
      if (stack.includes(target)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(target) ?? 0));
    }
    if (lowest.get(node) !== number) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1 || targets.get(node)?.includes(node)) found.push(circle.sort());
  };
  for (const node of targets.keys()) if (!numbers.has(node)) visit(node);
  return found.sort();
}
