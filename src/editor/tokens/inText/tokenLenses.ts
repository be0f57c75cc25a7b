import * as vscode from "vscode";
import { later } from "../../../domain/longTimer";
import { blockOfLine, type PlacedBlock, positionIn } from "../../../domain/requests/read/blockIndex";
import { LIMITS } from "../../../domain/limits";
import { findTokens } from "../../../domain/tokens/inText/findTokens";
import type { LinePiece } from "../../../domain/text/lineIndex";
import { rememberingInspector } from "../../../domain/tokens/inspect";
import { fillWith } from "../../../domain/requests/read/fileVariables";
import { gatewayOf } from "../../../domain/requests/read/requestOfBlock";
import { webPorts } from "../../../domain/ports";
import { TimeSlices } from "../../../domain/steps";
import type { CommandRunner } from "../../commands/commandRunner";
import { type DocumentIndex, rangeOf } from "../../documents/documentIndex";
import type { OpenDocuments } from "../../documents/openDocuments";
import { tiedApps } from "../../documents/requestAtLine";
import { tooLongLens } from "../../documents/tooLong";
import { canSend } from "../../requests/destination/sendRequest";
import type { AppStore } from "../../storage/appStore";
import type { MintedTokens } from "../mintedTokens";
import { tokenFacts, type TokenFacts } from "./tokenFacts";
import { type LensToken, refreshLens, sendLens, stateLens, tokenState } from "./tokenLens";

/** Milliseconds that words are left as they are for each lens of a document: many tokens change at many moments. */
const REST_A_LENS = 1;

export interface LensServices {
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly store: Pick<AppStore, "apps" | "onDidChange">;
  readonly openDocuments: OpenDocuments;
  readonly minted: Pick<MintedTokens, "of">;
}

/** Lines over tokens: what each is, and what can be done with it. */
export class TokenLenses implements vscode.Disposable {
  readonly #inspect = rememberingInspector(2 * LIMITS.tokens);
  /** Of documents that are asked for again as they are: whenever their editor gets the focus. */
  #known = new WeakMap<DocumentIndex, KnownLenses>();
  readonly #storeChanged: vscode.Disposable;
  #relative: Intl.RelativeTimeFormat | undefined;
  #callOff = (): void => undefined;
  #changesAt = Infinity;

  readonly #services: LensServices;
  /** Has the lenses asked for again. */
  readonly #changed: () => void;

  constructor(services: LensServices, changed: () => void) {
    this.#services = services;
    this.#changed = changed;

    this.#storeChanged = services.store.onDidChange(() => (this.#known = new WeakMap()));
  }

  /** Undefined where `isStale` says that nobody waits for them any more. */
  async find(document: vscode.TextDocument, isStale: () => boolean): Promise<vscode.CodeLens[] | undefined> {
    const index = await this.#services.openDocuments.index(document, isStale);
    if (isStale()) return undefined;
    const isOn = vscode.workspace.getConfiguration("editor", document).get("codeLens", true);
    if (!index || index.kind === "text" || !isOn) return [];
    if (index.isTooLong) return [tooLongLens("requests")];
    const withSend = index.kind === "request" && index.tokens.length > 0 && (await canSend());
    if (isStale()) return undefined;
    const { version } = document;
    const known = this.#known.get(index);
    const isKnown = known?.version === version && known.withSend === withSend && webPorts.clock() < known.changesAt;
    const found = isKnown ? known : await this.#lensesOf(index, withSend, isStale);
    if (!found) return undefined;
    this.#wake(found);
    return [...found.lenses];
  }

  dispose(): void {
    this.#storeChanged.dispose();
    this.#callOff();
  }

  async #lensesOf(index: DocumentIndex, withSend: boolean, isStale: () => boolean): Promise<KnownLenses | undefined> {
    const { document, blocks } = index;
    const { version } = document;
    const known = this.#known;
    const apps = await this.#services.store.apps();
    const slices = new TimeSlices(isStale);
    if (isStale()) return undefined;
    const tied = tiedApps(index, apps);
    const tokens = index.tokens.slice(0, LIMITS.tokens);
    const factsOf: FactsOf = (token, block) =>
      tokenFacts(this.#services.minted, token.text, apps, tied(block), this.#inspect(token.text));
    // The gateway sends a token of its own.
    const isDropped = (placed: PlacedBlock | undefined): boolean =>
      placed?.block.request !== undefined &&
      gatewayOf(placed.block.request, index.variablesAt(placed.block)) !== undefined;
    const lenses: vscode.CodeLens[] = [];
    let changesAt = Infinity;
    for (const token of tokens) {
      if (!(await slices.pause())) return undefined;
      const block = blockOfLine(blocks, token.line);
      const facts = factsOf(token, block);
      const state = tokenState(facts, this.#relativeTime());
      changesAt = Math.min(changesAt, state.changesAt);
      lenses.push(
        ...this.#lensesOfToken(lensToken(index, token), state.title, {
          canRefresh: facts.canRefresh && !isDropped(block),
          canSend: withSend && block?.block.request !== undefined,
        }),
      );
    }
    if (withSend && !(await this.#addSendLenses(lenses, index, { tokens, factsOf, slices }))) return undefined;
    const found = { version, withSend, lenses, changesAt };
    known.set(index, found);
    return found;
  }

  #lensesOfToken(
    token: LensToken,
    state: Parameters<typeof stateLens>[2],
    can: { readonly canRefresh: boolean; readonly canSend: boolean },
  ): vscode.CodeLens[] {
    const { runner } = this.#services;
    if (!can.canRefresh) return [stateLens(runner, token, state)];
    return [
      stateLens(runner, token, state),
      refreshLens(runner, token),
      ...(can.canSend ? [sendLens(runner, token)] : []),
    ];
  }

  /** Over requests whose token comes from a variable of the file. False where nobody waits for them any more. */
  async #addSendLenses(
    lenses: vscode.CodeLens[],
    index: DocumentIndex,
    { tokens, factsOf, slices }: SendContext,
  ): Promise<boolean> {
    const byText = new Map(tokens.map((token) => [token.text, token]));
    for (const placed of index.blocks) {
      if (!(await slices.pause())) return false;
      const { request } = placed.block;
      const values =
        request?.headers
          .slice(0, LIMITS.headers)
          .flatMap(({ name, value }) =>
            /^(?:auth|authorization|token)$/i.test(name.text) && value.text.includes("{{") ? [value.text] : [],
          ) ?? [];
      if (!request || values.length === 0 || gatewayOf(request, index.variablesAt(placed.block))) continue;
      const found = values
        .flatMap((value) => findTokens(fillWith(value, index.variablesAt(placed.block))))
        .flatMap(({ text }) => byText.get(text) ?? []);
      const [token] = found;
      if (!token || !factsOf(token, placed).canRefresh) continue;
      lenses.push(sendLens(this.#services.runner, lensToken(index, token), positionIn(placed, request.start).line));
    }
    return true;
  }

  /** Making one takes longer than a hundred lenses. */
  #relativeTime(): Intl.RelativeTimeFormat {
    this.#relative ??= new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" });
    return this.#relative;
  }

  /** One timer, for the next change of what was given. */
  #wake({ lenses, changesAt }: KnownLenses): void {
    const now = webPorts.clock();
    const at = Math.max(changesAt, now + REST_A_LENS * lenses.length);
    if (at >= this.#changesAt) return;
    this.#changesAt = at;
    this.#callOff();
    this.#callOff = later(at - now, () => {
      this.#changesAt = Infinity;
      this.#changed();
    });
  }
}

/** What was given of a document. */
interface KnownLenses {
  readonly version: number;
  readonly withSend: boolean;
  readonly lenses: readonly vscode.CodeLens[];
  /** When their words change, in milliseconds since the epoch. */
  readonly changesAt: number;
}

type FactsOf = (token: LinePiece, block: Parameters<ReturnType<typeof tiedApps>>[0]) => TokenFacts;

interface SendContext {
  readonly tokens: readonly LinePiece[];
  readonly factsOf: FactsOf;
  readonly slices: TimeSlices;
}

function lensToken({ document: { uri } }: DocumentIndex, token: LinePiece): LensToken {
  return { uri, range: rangeOf(token), text: token.text };
}
