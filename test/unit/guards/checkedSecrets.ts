import ts from "typescript";

/** Here secrets are made to be such, and read back from where they were stored. */
const RULES = [
  "src/domain/keys/checkedSecret.ts",
  "src/domain/apps/appSecrets.ts",
  "src/domain/apps/storage/appRepository.ts",
];
/** Who may say that a text is a checked secret: the rules of each kind, and what makes secrets. */
const MAKERS = ["src/domain/apps/clientSecret.ts", "src/domain/keys/rsaKeys.ts", "src/domain/keys/sharedKey.ts"];

/** Where `files` make an app's secrets of text that no rule has read: "path:line: expression". */
export function findUncheckedSecrets(
  files: readonly string[],
  options: ts.CompilerOptions,
  host: ts.CompilerHost,
): string[] {
  const program = ts.createProgram({ rootNames: files, options, host });
  const checker = program.getTypeChecker();
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`${file} can't be read`);
    const found: ts.Node[] = [];
    const look = (node: ts.Node): void => {
      if (!RULES.includes(file) && isUnchecked(node, checker)) found.push(node);
      if (!RULES.includes(file) && !MAKERS.includes(file) && isClaim(node)) found.push(node);
      ts.forEachChild(node, look);
    };
    look(source);
    return found.map((node) => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      return `${file}:${line + 1}: ${node.getText(source)}`;
    });
  });
}

/** `new AppSecrets(values)` where a value is no more than text. */
function isUnchecked(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (!ts.isNewExpression(node) || node.expression.getText() !== "AppSecrets") return false;
  const [values] = node.arguments ?? [];
  if (!values) return false;
  const type = checker.getTypeAtLocation(values);
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return true;
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) =>
    part.getProperties().some((property) => !isChecked(checker.getTypeOfSymbolAtLocation(property, values))),
  );
}

function isChecked(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.every(isChecked);
  if (type.flags & ts.TypeFlags.Undefined) return true;
  return type.isIntersection() && type.getProperties().some(({ name }) => name.includes("@CHECKED@"));
}

/** A secret is checked, not said to be. */
function isClaim(node: ts.Node): boolean {
  if (ts.isAsExpression(node)) return /\bChecked(?:Secret|Secrets)$/.test(node.type.getText());
  return ts.isCallExpression(node) && node.expression.getText() === "asChecked";
}
