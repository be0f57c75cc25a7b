import type { JwtApp } from "../../apps/jwtApp";
import type { TextRange } from "../../text/textRange";
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
  const kept: string[] = [];
  let at = 0;
  for (const { start, end } of ownScripts(text)) {
    kept.push(text.slice(at, start));
    at = end;
  }
  return kept.concat(text.slice(at)).join("");
}

/** Where such scripts stand, their last line breaks included. Takes time linear in the text. */
export function ownScripts(text: string): TextRange[] {
  const found: TextRange[] = [];
  for (let at = text.indexOf(ASKS); at >= 0; at = text.indexOf(ASKS, at + ASKS.length)) {
    const [before] = /(?:^|\n)\{\{[ \t]{0,20}\r?\n$/.exec(text.slice(Math.max(0, at - 30), at)) ?? [];
    if (before === undefined) continue;
    const length = scriptLength(text.slice(at + ASKS.length, at + ASKS.length + LONGEST));
    if (length === undefined) continue;
    found.push({ start: at - before.length + (before.startsWith("\n") ? 1 : 0), end: at + ASKS.length + length });
  }
  return found;
}

/** Of what stands behind `ASKS`, with the last line break; undefined where it is another script. */
function scriptLength(behind: string): number | undefined {
  const [argument] =
    /^\{"app":"(?:[^"\\\r\n]|\\[^\r\n]){1,300}","profile":"\w{1,30}"\}\);[ \t]{0,20}\r?\n/.exec(behind) ?? [];
  if (argument === undefined || !behind.startsWith(EXPORTS, argument.length)) return undefined;
  const length = argument.length + EXPORTS.length;
  const [close] = /^[ \t]{0,20}\r?\n\}\}[ \t]{0,20}(?:\r?\n|$)/.exec(behind.slice(length)) ?? [];
  return close === undefined ? undefined : length + close.length;
}

/** Characters of such a script behind what it asks by. */
const LONGEST = 1_000;

const ASKS = '  const minted = require("vscode").commands.executeCommand("jwtApps.mintToken", ';
const EXPORTS = "  exports.token = minted.then(({ token }) => token);";
