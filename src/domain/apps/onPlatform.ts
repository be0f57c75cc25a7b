import { CREATED_IN, type CreatedIn } from "../scopes/scope";
import type { DocumentationPage } from "../text/documentationPage";
import { type Sentence, say } from "../text/sentence";
import type { JwtApp } from "./jwtApp";

/**
 * What is looked for on the platform: where an app is made and shows its credentials, where it gets its scopes or its
 * tables and views, where scopes are published, where the bot ID is shown, and where the definition of a table or view is
 * exported and imported.
 */
export const PLACE_NAMES = [
  "app",
  "scopes",
  "publish",
  "tables",
  "botId",
  "exportTable",
  "importTable",
  "exportView",
  "importView",
] as const;
export type PlaceName = (typeof PLACE_NAMES)[number];

/** Where something is on the platform (platform.md, 10.2). */
export interface Place {
  /** The part of the platform in which it is. */
  readonly part: CreatedIn;
  /** Menus, buttons and fields in the platform's own words. */
  readonly path: string;
  readonly page: DocumentationPage;
  /** `documented`: the page prints the way there. `named`: it names the place, and prints no way to it. */
  readonly certainty: "documented" | "named";
}

/**
 * Where an app of this level has it; undefined where there is no such place for it. The real platform doesn't know the
 * apps that are made here for the local one.
 */
export function placeOf(
  name: PlaceName,
  { createdIn, credentials }: Pick<JwtApp, "createdIn" | "credentials">,
): Place | undefined {
  return credentials === "generated" ? undefined : placeAt(name, createdIn);
}

/** The places of all levels, for where the app isn't known. */
export function everyPlaceOf(name: PlaceName): Place[] {
  const places = CREATED_IN.flatMap((createdIn) => placeAt(name, createdIn) ?? []);
  return places.filter(({ path }, index) => places.findIndex((other) => other.path === path) === index);
}

/** In one sentence, without a link. */
export function placeInWords({ part, path, certainty }: Place): Sentence {
  if (certainty === "named") return say("In Data Tables: {0}. The documentation doesn't print the way there.", path);
  switch (part) {
    case "xo":
      return say("In the XO Platform: {0}.", path);
    case "admin":
      return say("In the Admin Console: {0}.", path);
    case "tables":
      return say("In Data Tables: {0}.", path);
  }
}

/** Where apps of one level have it. */
export function placeAt(name: PlaceName, createdIn: CreatedIn): Place | undefined {
  const at = PLACES[createdIn][name];
  return at && { part: createdIn, certainty: "documented", ...at };
}

const DOCUMENTATION = "https://docs.kore.ai/ai-for-service";
const API_INTRODUCTION = `${DOCUMENTATION}/apis/automation/api-introduction` as const;
const DATA_TABLES = `${DOCUMENTATION}/administration/data/data-tables-and-views` as const;

type Written = Pick<Place, "path" | "page"> & Partial<Place>;

/** A bot shows it to whoever builds it, whatever kind of app it is used with. */
const BOT_ID: Written = {
  part: "xo",
  path: "App Settings > App Profile",
  page: `${DOCUMENTATION}/app-settings/app-profile`,
};

const PLACES: Readonly<Record<CreatedIn, Readonly<Partial<Record<PlaceName, Written>>>>> = {
  xo: {
    app: { path: "App Settings > Dev Tools > Web/Mobile SDK", page: API_INTRODUCTION },
    scopes: {
      path: "App Settings > Dev Tools > API Scope > Create API Scope",
      page: `${API_INTRODUCTION}#associating-api-scopes`,
    },
    publish: { path: "Deploy > Publish", page: `${DOCUMENTATION}/deployment/publishing-app` },
    botId: BOT_ID,
  },
  // Scopes of the Admin Console are not published (platform.md, 7).
  admin: {
    app: {
      path: "Security & Control > API Scopes > New > Manage Apps > New App, or New API Scope > Create App",
      page: API_INTRODUCTION,
    },
    scopes: { path: "Security & Control > API Scopes > New", page: `${API_INTRODUCTION}#associating-api-scopes` },
    botId: BOT_ID,
  },
  tables: {
    app: { path: "App Definition", page: `${DATA_TABLES}#app-definition`, certainty: "named" },
    tables: { path: "Data > Data Tables, or Data > Table Views: App Assignments", page: DATA_TABLES },
    exportTable: { path: "Data > Data Tables > … > Export Definition", page: DATA_TABLES },
    importTable: {
      path: "Data > Data Tables > the arrow beside New Table > Import Table Definition",
      page: DATA_TABLES,
    },
    exportView: { path: "Data > Table Views > … > Export View", page: DATA_TABLES },
    importView: { path: "Data > Table Views > the arrow beside New View > Import View", page: DATA_TABLES },
  },
};
