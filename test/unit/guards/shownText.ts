import ts from "typescript";

/** Calls by the positions of what they show; of message boxes that is all. */
const CALLS = new Map<string, readonly number[] | "all">([
  ["showInformationMessage", "all"],
  ["showWarningMessage", "all"],
  ["showErrorMessage", "all"],
  ["setStatusBarMessage", [0]],
  ["createOutputChannel", [0]],
  ["createWebviewPanel", [1]],
]);
const LOG_CALLS = new Set(["trace", "debug", "info", "warn", "error", "append", "appendLine", "replace"]);
const CONSTRUCTORS = new Map([
  ["TreeItem", 0],
  ["CodeAction", 0],
  ["Diagnostic", 1],
]);
/** What they show is Markdown, where text of unknown origin is none. */
const MARKDOWN_CONSTRUCTORS = new Set(["MarkdownString", "Hover"]);
const SHOWN_PROPERTIES = new Set([
  ...["label", "description", "detail", "tooltip", "title", "placeHolder", "prompt"],
  ...["openLabel", "saveLabel", "validateInput"],
]);
/** Of an object of VS Code's, such as an item of the status bar. */
const ASSIGNED_PROPERTIES = new Set([
  ...SHOWN_PROPERTIES,
  ...["text", "name", "message", "placeholder", "validationMessage"],
]);

/** Where `files` show what isn't known to be text, or reach `vscode.l10n.t` but in `words`: "path:line: expression". */
export function findUncleanText(
  files: readonly string[],
  words: string,
  options: ts.CompilerOptions,
  host: ts.CompilerHost,
): string[] {
  const program = ts.createProgram({ rootNames: files, options, host });
  const checker = program.getTypeChecker();
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`${file} can't be read`);
    const found: ts.Node[] = [];
    visit(source, (node) => {
      if (file !== words && (isTranslation(node) || isClaim(node))) found.push(node);
      found.push(...new Sinks(checker).uncleanOf(node));
    });
    return found.map((node) => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      return `${file}:${line + 1}: ${node.getText(source)}`;
    });
  });
}

/** `vscode.l10n.t`, and taking `t` out of `vscode.l10n`; its `bundle` may be passed on. */
function isTranslation(node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== "l10n") return false;
  return !(ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === "bundle");
}

/** Text is made, never claimed. */
function isClaim(node: ts.Node): boolean {
  return ts.isAsExpression(node) && /^(?:PlainText|Markdown)$/.test(node.type.getText());
}

class Sinks {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  uncleanOf(node: ts.Node): ts.Node[] {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      const positions = this.#isLog(expression) && LOG_CALLS.has(name.text) ? [0] : CALLS.get(name.text);
      const given = node.arguments;
      const shown = positions === "all" ? given : (positions ?? []).flatMap((index) => given[index] ?? []);
      return shown.filter((argument) => !this.#isClean(argument, "PLAIN_TEXT"));
    }
    if (ts.isNewExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const name = node.expression.name.text;
      const brand = MARKDOWN_CONSTRUCTORS.has(name) ? "MARKDOWN" : "PLAIN_TEXT";
      const shown = node.arguments?.[brand === "MARKDOWN" ? 0 : (CONSTRUCTORS.get(name) ?? -1)];
      return shown && !this.#isClean(shown, brand) ? [shown] : [];
    }
    if (ts.isPropertyAssignment(node) && SHOWN_PROPERTIES.has(node.name.getText())) {
      return this.#isClean(node.initializer, "PLAIN_TEXT") ? [] : [node];
    }
    if (ts.isShorthandPropertyAssignment(node) && SHOWN_PROPERTIES.has(node.name.text)) {
      return this.#isClean(node.name, "PLAIN_TEXT") ? [] : [node];
    }
    const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (isAssignment && ts.isPropertyAccessExpression(node.left) && ASSIGNED_PROPERTIES.has(node.left.name.text)) {
      return this.#isVscodes(node.left.expression) && !this.#isClean(node.right, "PLAIN_TEXT") ? [node] : [];
    }
    return [];
  }

  /** Whether the expression is text by its type, or made of nothing but such. */
  #isClean(expression: ts.Expression, brand: string): boolean {
    const node = unwrapped(expression);
    const clean = (part: ts.Expression): boolean => this.#isClean(part, brand);
    if (this.#isCleanType(this.#checker.getTypeAtLocation(node), brand)) return true;
    if (ts.isTemplateExpression(node)) return node.templateSpans.every((span) => clean(span.expression));
    if (ts.isConditionalExpression(node)) return clean(node.whenTrue) && clean(node.whenFalse);
    if (ts.isBinaryExpression(node)) return clean(node.left) && clean(node.right);
    if (ts.isSpreadElement(node)) return clean(node.expression);
    if (ts.isArrayLiteralExpression(node)) return node.elements.every(clean);
    if (ts.isCallExpression(node)) return this.#isNumberInWords(node);
    if (ts.isIdentifier(node)) {
      const declaration = this.#symbolOf(node)?.valueDeclaration;
      const initializer = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer;
      return Boolean(initializer && clean(initializer));
    }
    return false;
  }

  #isCleanType(type: ts.Type, brand: string): boolean {
    if (type.isUnion()) return type.types.every((part) => this.#isCleanType(part, brand));
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return false;
    if (type.flags & ts.TypeFlags.String || type.flags & ts.TypeFlags.TemplateLiteral) return false;
    // A literal is a word of ours.
    if (type.flags & ts.TypeFlags.StringLiteral) return true;
    if (type.isIntersection()) return type.getProperties().some(({ name }) => name.includes(`@${brand}@`));
    const element = this.#checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (element && this.#checker.isArrayLikeType(type)) return this.#isCleanType(element, brand);
    // What a function that is called for a text returns is shown.
    return type.getCallSignatures().every((signature) => this.#isCleanType(signature.getReturnType(), brand));
  }

  /** `String(count)` and `count.toLocaleString()`. */
  #isNumberInWords({ expression, arguments: [first] }: ts.CallExpression): boolean {
    const flagsOf = (node: ts.Node): ts.TypeFlags => this.#checker.getTypeAtLocation(node).flags;
    const isNumber = (node: ts.Node): boolean => Boolean(flagsOf(node) & ts.TypeFlags.NumberLike);
    if (ts.isIdentifier(expression)) return expression.text === "String" && first !== undefined && isNumber(first);
    return ts.isPropertyAccessExpression(expression) && isNumber(expression.expression);
  }

  #symbolOf(node: ts.Identifier): ts.Symbol | undefined {
    const { parent } = node;
    return ts.isShorthandPropertyAssignment(parent)
      ? this.#checker.getShorthandAssignmentValueSymbol(parent)
      : this.#checker.getSymbolAtLocation(node);
  }

  #isLog(node: ts.Expression): boolean {
    return /^(?:Log)?OutputChannel$/.test(this.#checker.getTypeAtLocation(node).symbol?.name ?? "");
  }

  #isVscodes(node: ts.Expression): boolean {
    const [declaration] = this.#checker.getTypeAtLocation(node).symbol?.declarations ?? [];
    return /@types\/vscode\//.test(declaration?.getSourceFile().fileName ?? "");
  }
}

function unwrapped(node: ts.Expression): ts.Expression {
  const isWrapped = ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node) || ts.isAwaitExpression(node);
  return isWrapped ? unwrapped(node.expression) : node;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}
