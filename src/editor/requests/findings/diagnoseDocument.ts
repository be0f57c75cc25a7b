import type { AppSecrets } from "../../../domain/apps/appSecrets";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { LIMITS } from "../../../domain/limits";
import { webPorts } from "../../../domain/ports";
import { type Destination, destinationsInSteps } from "../../../domain/requests/destination/destination";
import { type DoubtCode, fileDoubts } from "../../../domain/requests/destination/fileDoubts";
import { notSeparated } from "../../../domain/requests/findings/clientDifferences";
import { changesAt, diagnoseToken } from "../../../domain/requests/findings/diagnoseToken";
import type { Finding } from "../../../domain/requests/findings/finding";
import type { OtherHeaders } from "../../../domain/requests/findings/requestFinding";
import type { SecretFingerprints } from "../../../domain/requests/findings/secretFingerprints";
import { type AddressedRequest, mayGoElsewhere, wrongHost } from "../../../domain/requests/findings/wrongHost";
import { blockOfLine, type PlacedBlock, positionIn } from "../../../domain/requests/read/blockIndex";
import { withoutOwnScripts } from "../../../domain/requests/write/tokenScript";
import { TimeSlices } from "../../../domain/steps";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import { type DocumentIndex, rangeOf } from "../../documents/documentIndex";
import { tiedApps } from "../../documents/requestAtLine";
import { textInSteps } from "../../documents/textInSteps";
import type { Verifying } from "../../tokens/inText/verdictOf";
import { clientHeaders } from "../destination/clientHeaders";
import { neighboursOf } from "../destination/fileNeighbours";
import { place, type PlacedFinding } from "./placedFinding";
import { assertionIn, isVerdictOn, type Judged, RememberedVerdicts } from "./rememberedVerdicts";
import type { GatewayState } from "../../gateway/gatewayState";
import { gatewayKeys } from "./gatewayKeyFindings";
import { findSecrets } from "./secretFindings";

export interface Diagnosis {
  readonly findings: readonly PlacedFinding[];
  /** When they may change by themselves, in milliseconds since the epoch. */
  readonly changesAt: number;
}

export interface DiagnoserServices extends Verifying {
  readonly gateway: Pick<GatewayState, "running" | "address">;
}

/** Finds what is wrong in a document: with its requests, its tokens, and the secrets that stand there. */
export class Diagnoser {
  readonly #verdicts: RememberedVerdicts;
  /** By a block, which is another object once it changed. */
  readonly #scripts = new WeakMap<object, boolean>();
  readonly #services: DiagnoserServices;
  readonly #fingerprints: SecretFingerprints;

  constructor(services: DiagnoserServices, fingerprints: SecretFingerprints) {
    this.#services = services;
    this.#fingerprints = fingerprints;
    this.#verdicts = new RememberedVerdicts(services);
  }

  /** Other apps, other verdicts. */
  forget(): void {
    this.#verdicts.forget();
  }

  /** Undefined where `isStale` said meanwhile that nobody waits for it. */
  async diagnose(index: DocumentIndex, isStale: () => boolean): Promise<Diagnosis | undefined> {
    const apps = await this.#services.store.apps();
    if (apps.length === 0 && index.kind !== "request") return { findings: [], changesAt: Infinity };
    const now = webPorts.clock() / 1000;
    const slices = new TimeSlices(isStale);
    const findings: PlacedFinding[] = [];
    const judged = new Map<PlacedBlock, Judged>();
    let changes = Infinity;
    const tied = tiedApps(index, apps);
    const hosts = new Set(apps.flatMap(({ host }) => (host === undefined ? [] : [host.toLowerCase()])));
    // Of the first token of an app, for all of them, and no longer than they are judged.
    const secrets = new Map<string, Promise<AppSecrets | undefined>>();
    const secretsOf = (app: JwtApp): Promise<AppSecrets | undefined> => {
      const known = secrets.get(app.id) ?? this.#services.store.secretsOf(app);
      secrets.set(app.id, known);
      return known;
    };
    let others: Promise<OtherHeaders> | undefined;
    const otherHeaders = (): Promise<OtherHeaders> => (others ??= this.#otherHeaders(index, slices));
    const elsewhere: { readonly placed: PlacedBlock; readonly addressed: AddressedRequest }[] = [];
    let isPlatforms = false;
    for (const placed of index.blocks) {
      if (!(await slices.pause())) return undefined;
      if (findings.length >= LIMITS.findings) break;
      const isBelow = placed.block.isShared === true && isPlatforms;
      if (isBelow) findings.push(place(placed, notSeparated(placed.text, placed.block)));
      if (!placed.block.isShared) isPlatforms = false;
      if (!placed.block.request) continue;
      const context = {
        variables: index.variablesAt(placed.block),
        tied: tied(placed),
        now,
        hosts,
        secretsOf,
        otherHeaders,
      };
      const found = await this.#verdicts.ofRequest(placed, apps, context);
      judged.set(placed, found);
      const { sent, verdict } = found;
      const addressed = {
        text: placed.text,
        request: placed.block.request,
        sent,
        verdict,
        tiedApp: context.tied,
        apps,
        variables: context.variables,
      };
      if (mayGoElsewhere(addressed)) elsewhere.push({ placed, addressed });
      // REST Client sends the one below with it.
      isPlatforms ||= found.isForPlatform;
      findings.push(...found.findings);
    }
    // It is read strictly only where that can matter: the whole file, for one request.
    const destinations =
      elsewhere.length > 0 ? await this.#destinations(index, slices) : new Map<number, Destination>();
    if (!destinations) return undefined;
    for (const { placed, addressed } of elsewhere) {
      const destination = destinations.get(positionIn(placed, addressed.request.start).line);
      if (destination) findings.push(...wrongHost(addressed, destination).map((finding) => place(placed, finding)));
    }
    findings.push(...(await gatewayKeys(index, this.#services.gateway)));
    for (const token of index.tokens.slice(0, LIMITS.tokens)) {
      if (!(await slices.pause())) return undefined;
      if (findings.length >= LIMITS.findings) break;
      const placed = blockOfLine(index.blocks, token.line);
      const around = placed && judged.get(placed);
      const owner = placed && tied(placed);
      const isDropped =
        around?.sent.gateway !== undefined && around.dropped.some((value) => value.includes(token.text));
      const isSent =
        around !== undefined &&
        (Object.values(around.sent.headers).some((value) => value?.includes(token.text)) ||
          assertionIn(around) === token.text);
      const verdict =
        isSent && isVerdictOn(around, token.text)
          ? around.verdict
          : await this.#verdicts.ofToken(token.text, apps, owner, { now, secretsOf });
      // What an SDK carries it got for a token of the app.
      const own = diagnoseToken(verdict, isSent && around.isForPlatform && around.verdict.door !== "sdk", now, owner);
      for (const finding of own)
        if (isShown(finding.code, index, verdict) && (!isDropped || finding.code === "long-lived-token"))
          findings.push({ ...(isDropped ? { ...finding, fix: undefined } : finding), range: rangeOf(token) });
      changes = Math.min(changes, changesAt(verdict, now) ?? Infinity);
    }
    // Secrets are never left out for the sake of others.
    const found = await findSecrets(index, apps, {
      store: this.#services.store,
      fingerprints: this.#fingerprints,
      slices,
    });
    return found && !isStale()
      ? { findings: [...found, ...findings.slice(0, LIMITS.findings)], changesAt: changes * 1000 }
      : undefined;
  }

  /** Where the requests of the document go, by their lines. Undefined where nobody waits for it any more. */
  async #destinations(
    { document }: DocumentIndex,
    slices: TimeSlices,
  ): Promise<ReadonlyMap<number, Destination> | undefined> {
    const text = await slices.run(textInSteps(document));
    const found = text === undefined ? undefined : await slices.run(destinationsInSteps(text));
    return found && new Map(found.map((destination) => [destination.line, destination]));
  }

  /** Which headers requests may be sent with that don't stand in them: by a script, or by what their client is told elsewhere. */
  async #otherHeaders({ blocks, document }: DocumentIndex, slices: TimeSlices): Promise<OtherHeaders> {
    for (const { block, text } of blocks) {
      let known = this.#scripts.get(block);
      if (known === undefined) {
        const doubts = await slices.run(fileDoubts(withoutOwnScripts(text).split("\n")));
        if (!doubts) return "any";
        this.#scripts.set(block, (known = doubts.some(({ code }) => SCRIPTS.has(code))));
      }
      if (known) return "any";
    }
    return (await neighboursOf(document)).mayAddHeaders ? "any" : clientHeaders(document);
  }
}

/** What in a file runs before a request is sent, and may change it. */
const SCRIPTS: ReadonlySet<DoubtCode> = new Set(["script", "expression", "metadata", "special-variable"]);

/** In other files than request files only what concerns our own apps, and in text of any kind only what gives access away. */
function isShown(code: Finding["code"], { kind }: DocumentIndex, { app }: Verdict): boolean {
  return kind === "request" || (app !== undefined && (kind === "data" || code === "long-lived-token"));
}
