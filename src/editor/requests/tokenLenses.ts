import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { later } from "../../domain/longTimer";
import { blockOfLine, positionIn } from "../../domain/requests/blockIndex";
import { LIMITS } from "../../domain/limits";
import { findTokens } from "../../domain/requests/findTokens";
import type { PlacedPiece } from "../../domain/requests/pieceIndex";
import { rememberingInspector } from "../../domain/requests/rememberingInspector";
import { fillWith } from "../../domain/requests/requestFile";
import { blockVariables } from "../../domain/requests/requestOfBlock";
import { timeLeft } from "../../domain/requests/timeLeft";
import { webPorts } from "../../domain/ports";
import { TimeSlices } from "../../domain/steps";
import { Commands } from "../contributions";
import type { DocumentIndex, DocumentIndexes } from "./documentIndex";
import { canSend } from "./sendRequest";
import { placeArgument } from "./tokenPlace";
import { rangeOf, tiedApps, tokenFacts, type TokenFacts } from "./tokenFacts";
import type { TextServices } from "./tokensInText";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../words";


/** One line over a token: what it is, and what can be done with it. Its words are made when it comes into view. */
export class TokenLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly action: "state" | "refresh" | "send",
    readonly facts: TokenFacts,
    readonly token: string,
    readonly uri: vscode.Uri,
    /** Where the token stands, and a line of the request to send, where it isn't sent from there. */
    readonly from?: { readonly token: vscode.Range; readonly sendLine: number },
  ) {
    super(range);
  }
}

export class TokenLenses implements vscode.Disposable {
  private readonly inspect = rememberingInspector(2 * LIMITS.tokens);
  private callOff = (): void => undefined;
  private changesAt = Infinity;

  constructor(
    private readonly services: TextServices,
    private readonly indexes: DocumentIndexes,
    /** Has the lenses asked for again. */
    private readonly changed: () => void,
  ) {}

  async provide(document: vscode.TextDocument, cancellation: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const { version } = document;
    const isStale = (): boolean => cancellation.isCancellationRequested || document.version !== version;
    const index = await this.indexes.of(document, isStale);
    if (!index || index.kind === "text" || !vscode.workspace.getConfiguration("editor", document).get("codeLens", true)) return [];
    if (index.isTooLong) return [tooLong()];
    const apps = await this.services.store.apps();
    const withSend = index.kind === "request" && index.tokens.length > 0 && (await canSend());
    const slices = new TimeSlices(isStale);
    if (isStale()) return [];
    const tied = tiedApps(index, apps);
    const tokens = index.tokens.slice(0, LIMITS.tokens);
    const context = { apps, tied, withSend, slices };
    const lenses: TokenLens[] = [];
    for (const token of tokens) {
      if (!(await slices.pause())) return [];
      lenses.push(...this.lensesOf(index, token, context));
    }
    return withSend ? [...lenses, ...(await this.sendLenses(index, tokens, context))] : lenses;
  }

  /** Writes what a lens says, and sees to it that it says something else in time. */
  resolve(lens: vscode.CodeLens): vscode.CodeLens {
    if (!(lens instanceof TokenLens)) return lens;
    const place = placeArgument(lens.uri, lens.from?.token ?? lens.range, lens.token);
    const target = { ...place, ...(lens.from && { sendLine: lens.from.sendLine }) };
    const { runner } = this.services;
    switch (lens.action) {
      case "state":
        lens.command = { title: this.stateOf(lens.facts), tooltip: t("Inspect this token"), command: Commands.inspectToken, arguments: [runner.pointer(place)] };
        break;
      case "refresh":
        lens.command = { title: t("Refresh"), tooltip: t("Put a fresh token with the same claims in its place"), command: Commands.refreshToken, arguments: [runner.pointer(target)] };
        break;
      case "send":
        lens.command = { title: t("Refresh and send"), tooltip: t("Put a fresh token in its place and send this request"), command: Commands.refreshToken, arguments: [runner.pointer({ ...target, send: true })] };
        break;
    }
    return lens;
  }

  dispose(): void {
    this.callOff();
  }

  private lensesOf(index: DocumentIndex, token: PlacedPiece, { apps, tied, withSend }: LensContext): TokenLens[] {
    const block = blockOfLine(index.blocks, token.line);
    const facts = tokenFacts(this.services, token.text, apps, tied(block), this.inspect(token.text));
    const actions: readonly TokenLens["action"][] = ["state", ...(facts.canRefresh ? (["refresh"] as const) : []), ...(facts.canRefresh && withSend && block?.block.request ? (["send"] as const) : [])];
    return actions.map((action) => new TokenLens(rangeOf(token), action, facts, token.text, index.document.uri));
  }

  /** Over requests whose token comes from a variable of the file. */
  private async sendLenses(index: DocumentIndex, tokens: readonly PlacedPiece[], { apps, tied, slices }: LensContext): Promise<TokenLens[]> {
    const variables = blockVariables(index.blocks.map(({ block }) => block));
    const byText = new Map(tokens.map((token) => [token.text, token]));
    const lenses: TokenLens[] = [];
    for (const placed of index.blocks) {
      if (!(await slices.pause())) return [];
      const { request } = placed.block;
      const values = request?.headers.slice(0, LIMITS.headers).flatMap(({ name, value }) => (/^(?:auth|authorization|token)$/i.test(name.text) && value.text.includes("{{") ? [value.text] : [])) ?? [];
      if (!request || values.length === 0) continue;
      const found = values.flatMap((value) => findTokens(fillWith(value, variables(placed.block)))).flatMap(({ text }) => byText.get(text) ?? []);
      const [token] = found;
      if (!token) continue;
      const facts = tokenFacts(this.services, token.text, apps, tied(placed), this.inspect(token.text));
      if (!facts.canRefresh) continue;
      const { line } = positionIn(placed, request.start);
      lenses.push(new TokenLens(new vscode.Range(line, 0, line, 0), "send", facts, token.text, index.document.uri, { token: rangeOf(token), sendLine: line }));
    }
    return lenses;
  }

  private stateOf({ app, twins, expiresAt, neverExpires, expiryUnreadable }: TokenFacts): PlainText {
    const names = (app ? [app] : twins).map(({ name: one }) => asText(one));
    const name = names.length > 0 ? joined(names, " / ") : t("Unknown app");
    if (neverExpires) return t("{0} · never expires", name);
    if (expiryUnreadable) return t("{0} · its expiry can't be read", name);
    if (expiresAt === undefined) return name;
    const now = webPorts.clock();
    const { count, unit, changesAt } = timeLeft(expiresAt, now);
    this.wake(changesAt);
    const words = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" }).format(count, unit);
    return now < expiresAt * 1000 ? t("{0} · expires {1}", name, words) : t("{0} · expired {1}", name, words);
  }

  /** One timer, for the next change of those that were in view. */
  private wake(at: number): void {
    if (at >= this.changesAt) return;
    this.changesAt = at;
    this.callOff();
    this.callOff = later(at - webPorts.clock(), () => {
      this.changesAt = Infinity;
      this.changed();
    });
  }
}

interface LensContext {
  readonly apps: readonly JwtApp[];
  readonly tied: ReturnType<typeof tiedApps>;
  readonly withSend: boolean;
  readonly slices: TimeSlices;
}

function tooLong(): vscode.CodeLens {
  const title = t("JWT Apps looks for no tokens in files of more than {0} million characters or {1} requests", LIMITS.document / 1_000_000, LIMITS.blocks.toLocaleString());
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: "" });
}
