// Collects the sentences that can be translated into l10n/bundle.l10n.json: `node scripts/l10n.mjs`.
// They are the first argument of `t` (src/editor/workbench/words.ts), whatever is given for a parameter or property called
// `template`, `remedy` or `remedyForCode`, as of a UserError, and in the form's tables the properties `label`, `heading` and `help`.
// The English sentence is its own key.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { globSync } from "./files.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NAMES = ["template", "remedy", "remedyForCode"];
const FORM_NAMES = ["label", "heading", "help"];
const isPassedOn = (name) => NAMES.includes(name) || FORM_NAMES.includes(name);

/** The text of the bundle, and where a sentence is made in a way that can't be collected. */
export function collectSentences(root = ROOT) {
  const files = ["src", "webview"].flatMap((folder) => globSync(join(root, folder), ".ts"));
  return collectFrom(files.map((path) => ({ path: relative(root, path), text: readFileSync(path, "utf8") })));
}

/** As `collectSentences`, from sources at hand: `{path, text}` each. */
export function collectFrom(files) {
  const sources = files.map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const functions = findFunctions(sources);
  const constants = findConstants(sources);
  const sentences = new Set();
  const problems = [];

  /** A label such as "HS256" is a value of ours, not a sentence. */
  const takeIfTold = (expression) => literals(expression, constants)?.forEach((value) => sentences.add(value));
  const take = (expression, source) => {
    if (literals(expression, constants)) takeIfTold(expression);
    else {
      const { line } = source.getLineAndCharacterOfPosition(expression.getStart(source));
      problems.push(`${source.fileName}:${line + 1}: ${expression.getText(source)} can't be collected for translation`);
    }
  };
  for (const source of sources) {
    visit(source, (node) => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        for (const index of translatedArguments(node, functions))
          if (node.arguments?.[index]) take(node.arguments[index], source);
      } else if (ts.isPropertyAssignment(node)) {
        const name = node.name.getText(source);
        if (NAMES.includes(name)) take(node.initializer, source);
        else if (FORM_NAMES.includes(name) && source.fileName.startsWith("webview")) takeIfTold(node.initializer);
      }
    });
  }
  sentences.delete("");
  const sorted = [...sentences].sort((a, b) => (a < b ? -1 : 1));
  return {
    bundle: `${JSON.stringify(Object.fromEntries(sorted.map((sentence) => [sentence, sentence])), undefined, 2)}\n`,
    problems,
  };
}

function translatedArguments(node, functions) {
  if (ts.isNewExpression(node)) return node.expression.getText() === "UserError" ? [1] : [];
  const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  if (!ts.isIdentifier(callee)) return [];
  if (callee.text === "t") return [0];
  if (!ts.isIdentifier(node.expression)) return [];
  return functions.get(`${node.getSourceFile().fileName}\0${callee.text}`) ?? functions.get(callee.text) ?? [];
}

/** Our own functions that take a template or remedy: file and name, or only the name of an exported one, to positions. */
function findFunctions(sources) {
  const functions = new Map();
  for (const source of sources) {
    visit(source, (node) => {
      const callable = ts.isFunctionDeclaration(node)
        ? node
        : ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer)
          ? node.initializer
          : undefined;
      const positions = (callable?.parameters ?? []).flatMap(({ name }, index) =>
        NAMES.includes(name.getText(source)) ? [index] : [],
      );
      const name = node.name?.getText(source);
      // `fill` is given what was collected elsewhere.
      if (positions.length === 0 || name === "fill") return;
      functions.set(`${source.fileName}\0${name}`, positions);
      if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) functions.set(name, positions);
    });
  }
  return functions;
}

/** File and name of each `const` to what it can be. */
function findConstants(sources) {
  const constants = new Map();
  for (const source of sources) {
    const add = (name, expressions) => {
      const key = `${source.fileName}\0${name.text}`;
      constants.set(key, [...(constants.get(key) ?? []), ...expressions]);
    };
    visit(source, (node) => {
      if (!ts.isVariableDeclaration(node) || !node.initializer || !(node.parent.flags & ts.NodeFlags.Const)) return;
      if (ts.isIdentifier(node.name)) add(node.name, [node.initializer]);
      else if (ts.isArrayBindingPattern(node.name)) {
        const lists = alternatives(node.initializer).filter(ts.isArrayLiteralExpression);
        for (const [index, element] of node.name.elements.entries()) {
          if (ts.isBindingElement(element) && ts.isIdentifier(element.name) && lists.length > 0)
            add(
              element.name,
              lists.map(({ elements }) => elements[index] ?? node),
            );
        }
      }
    });
  }
  return constants;
}

function alternatives(expression) {
  const node = unwrapped(expression);
  return ts.isConditionalExpression(node) ? [...alternatives(node.whenTrue), ...alternatives(node.whenFalse)] : [node];
}

/** All strings that an expression can be; none where it passes on what was collected elsewhere; undefined when it can't be told. */
function literals(expression, constants) {
  const node = unwrapped(expression);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return joined([node.whenTrue, node.whenFalse], constants);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return concatenated([node.left, node.right], constants);
  if (ts.isTemplateExpression(node))
    return concatenated(
      [node.head, ...node.templateSpans.flatMap((span) => [span.expression, span.literal])],
      constants,
    );
  if (
    ts.isBinaryExpression(node) &&
    [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind)
  )
    return joined([node.left, node.right], constants);
  if (ts.isIdentifier(node)) {
    if (node.text === "undefined") return [];
    const initializers = constants.get(`${node.getSourceFile().fileName}\0${node.text}`);
    if (initializers) return joined(initializers, constants);
    return isPassedOn(node.text) ? [] : undefined;
  }
  if (ts.isPropertyAccessExpression(node) && isPassedOn(node.name.text)) return [];
  if (ts.isCallExpression(node))
    return ts.isPropertyAccessExpression(node.expression)
      ? literals(node.expression, constants)
      : node.arguments.length > 0
        ? joined(node.arguments, constants)
        : undefined;
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return literals(node.body, constants);
  if (ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node)) return ofTable(node, constants);
  return undefined;
}

function joined(expressions, constants) {
  const all = expressions.map((expression) => literals(expression, constants));
  return all.includes(undefined) ? undefined : all.flat();
}

function concatenated(parts, constants) {
  const all = parts.map((part) => (ts.isTemplateLiteralToken(part) ? [part.text] : literals(part, constants)));
  if (!all.every((values) => values?.length > 0)) return undefined;
  return all.reduce((starts, ends) => starts.flatMap((start) => ends.map((end) => start + end)), [""]);
}

/** `TABLE[key]` and `TABLE.key`, of a constant object with sentences. */
function ofTable(node, constants) {
  const table = unwrapped(node.expression);
  if (!ts.isIdentifier(table)) return undefined;
  const [initializer, ...others] = constants.get(`${node.getSourceFile().fileName}\0${table.text}`) ?? [];
  const object = initializer && unwrapped(initializer);
  if (!object || others.length > 0 || !ts.isObjectLiteralExpression(object)) return undefined;
  const properties = ts.isPropertyAccessExpression(node)
    ? object.properties.filter(({ name }) => name?.getText() === node.name.text)
    : object.properties;
  return properties.every(ts.isPropertyAssignment)
    ? joined(
        properties.map((property) => property.initializer),
        constants,
      )
    : undefined;
}

function unwrapped(node) {
  while (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  )
    node = node.expression;
  return node;
}

function visit(node, look) {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { bundle, problems } = collectSentences();
  const path = join(ROOT, "l10n", "bundle.l10n.json");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bundle);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
