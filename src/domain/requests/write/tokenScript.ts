import type { JwtApp } from "../../apps/jwtApp";
import type { TokenProfile } from "../../tokens/claims";

/**
 * The lines of a script that asks the extension for a token. httpYac gives its scripts `vscode` in VS Code, and waits for
 * an exported promise. The client ID stays when the app is renamed.
 */
export function tokenScript({ clientId }: Pick<JwtApp, "clientId">, profile: TokenProfile): string[] {
  return ["{{", `${ASKS}${JSON.stringify({ app: clientId, profile })});`, EXPORTS, "}}"];
}

/**
 * A text without such scripts, which give a request no more than a token: whatever else a script does can't be told.
 * Takes time linear in the text.
 */
export function withoutOwnScripts(text: string): string {
  const lines = text.split("\n");
  const isOwn = (at: number): boolean =>
    lines[at]?.trimEnd() === "{{" &&
    lines[at + 1]?.startsWith(ASKS) === true &&
    /^\{"app":"(?:[^"\\]|\\.){1,300}","profile":"\w{1,30}"\}\);\s*$/.test((lines[at + 1] ?? "").slice(ASKS.length)) &&
    lines[at + 2]?.trimEnd() === EXPORTS &&
    lines[at + 3]?.trimEnd() === "}}";
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (isOwn(at)) at += 3;
    else kept.push(lines[at] ?? "");
  }
  return kept.join("\n");
}

const ASKS = '  const minted = require("vscode").commands.executeCommand("jwtApps.mintToken", ';
const EXPORTS = "  exports.token = minted.then(({ token }) => token);";
