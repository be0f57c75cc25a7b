import { strict as assert } from "node:assert";
import ts from "typescript";
import { read, sources } from "./repository";

describe("Privacy", () => {
  it("is written with # alone", () => {
    assert.deepEqual(
      sources().flatMap((path) => wordsOfPrivacy(read(path)).map((word) => `${path}: ${word}`)),
      [],
    );
  });

  it("that is written otherwise is found, but for a constructor, of which # can't speak", () => {
    const members =
      "private readonly a = 1; protected static async b() {} static private get c() { return 1; } #d = 1;";
    const text = `class A { ${members} private constructor(protected e: string, readonly f: string) {} }`;
    assert.deepEqual(wordsOfPrivacy(text), ["a", "b", "c", "e"]);
  });
});

/** The names of members, and of parameters that become some, with `private` or `protected`. */
function wordsOfPrivacy(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const words = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    const isPrivate = words.some(
      ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
    );
    if (isPrivate && !ts.isConstructorDeclaration(node))
      found.push((node as ts.NamedDeclaration).name?.getText() ?? node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}
