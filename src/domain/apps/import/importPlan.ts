import type { UserError } from "../../errors";
import { bytesToHex } from "../../keys/base64";
import type { Ports } from "../../ports";
import type { AppSecrets } from "../appSecrets";
import type { AppChange } from "./importChanges";
import type { ImportRemarks } from "./importRemarks";
import type { JwtApp } from "../jwtApp";
import type { Sentence } from "../../text/sentence";

export const MAX_IMPORTED_APPS = 5_000;

/** What an import would do; nothing is written by making it. */
export interface ImportPlan {
  readonly source: "getBots" | "export" | "dotenv" | "botKit" | "webSdk" | "postman";
  readonly add: readonly ImportedApp[];
  /** Apps that are there already, by client ID. */
  readonly update: readonly ImportedUpdate[];
  /** Those of them for which the import brings nothing new. */
  readonly unchanged: readonly JwtApp[];
  /** One entry for each part that could not be taken, or was taken with a doubt; the rest is in the plan. */
  readonly problems: readonly UserError[];
  /** What was taken otherwise than it stands in the source, or means nothing here. */
  readonly notes: readonly UserError[];
  /** The response says that it is one page of several. */
  readonly morePages: boolean;
}

export interface ImportedApp {
  readonly app: JwtApp;
  readonly secrets: AppSecrets;
  /** Why a person should look twice: one with a doubt isn't checked from the start. */
  readonly doubt?: Sentence;
}

/** An app that is there, and each difference that somebody may want; `secrets` holds only what the import brought. */
export interface ImportedUpdate {
  readonly existing: JwtApp;
  readonly changes: readonly AppChange[];
  readonly secrets: AppSecrets;
  /** The app's host is named beside its changes. */
  readonly showsHost?: true;
}

/** One that is being made. */
export interface OpenPlan extends ImportPlan {
  readonly add: ImportedApp[];
  readonly update: ImportedUpdate[];
  readonly unchanged: JwtApp[];
  readonly notes: UserError[];
}

export function emptyPlan(
  source: ImportPlan["source"],
  { problems, notes }: ImportRemarks,
  morePages: boolean,
): OpenPlan {
  return { source, add: [], update: [], unchanged: [], problems, notes, morePages };
}

export function planUpdate(plan: OpenPlan, update: ImportedUpdate): void {
  if (update.changes.length === 0) plan.unchanged.push(update.existing);
  else plan.update.push(update);
}

/** Now, since the epoch. */
export function secondsNow({ clock }: Ports): number {
  return Math.floor(clock() / 1000);
}

/** Version 4 (RFC 9562, 5.4). */
export function randomUuid({ randomBytes }: Ports): string {
  const hex = bytesToHex(randomBytes(16));
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    "-",
  );
}
