export const CREATED_IN = ["xo", "admin", "tables"] as const;
/** Where an app was made: decides which scopes and endpoints it can reach (platform.md, 1.1). */
export type CreatedIn = (typeof CREATED_IN)[number];

/** As they stand in sentences. */
export const LEVEL_NAMES: Readonly<Record<CreatedIn, string>> = {
  xo: "the XO Platform",
  admin: "the Admin Console",
  tables: "Data Tables",
};

/** A permission that is assigned to a JWT app. Data Tables apps have none (platform.md, 6). */
export interface Scope {
  /** Level and name in kebab-case, e.g. "xo/bot-sessions". */
  readonly id: string;
  readonly level: Exclude<CreatedIn, "tables">;
  /** A group of the platform's own pages; the Admin Console's are spelled as its API Scopes page shows them. */
  readonly category: string;
  readonly name: string;
  readonly source: ScopeSource;
  /** The platform's own words; absent where no description of this scope is known. */
  readonly description?: string;
  /** No page says for apps of which level it is. */
  readonly levelNotStated?: true;
  /** Other spellings on Kore's pages, most of them "Group > Scope". */
  readonly aliases?: readonly string[];
}

/**
 * `scopeTable`: in the documentation's table of available scopes. `apiList`: named by the API list or the pages of
 * the APIs. `adminGroup`: the Admin Console shows this group, and which scopes it holds is not known.
 */
type ScopeSource = "scopeTable" | "apiList" | "adminGroup";

export interface ScopeCategory {
  readonly level: Scope["level"];
  readonly name: string;
  /** What the platform says of the group as a whole, in short. */
  readonly meaning?: string;
}
