import * as v from "valibot";
import { atOnce } from "../../steps";
import { isSlug, slugFor, slugsFor, withSlug } from "../gatewaySlug";
import type { JwtApp } from "../jwtApp";
import { Markers, type MarkerPorts } from "./markers";
import { type AppFiles, MAX_SLUGS_BYTES } from "./storagePorts";

/** The file's name and its marker's in the journal, which take ids: "slugs" in hexadecimal, and no app's. */
export const SLUGS_ID = "736c7567-7300-4000-8000-000000000000";

export interface SlugPorts extends MarkerPorts {
  /** Holds the one file `SLUGS_ID`. */
  readonly slugs: Pick<AppFiles, "read" | "write" | "delete">;
  /** Takes sentences for the log. */
  readonly report: (message: string) => void;
}

/**
 * Which app each slug was ever given to, in one file beside the apps: it decides, whatever an app's own file says. So
 * apps whose files have none, or another's, get theirs with one write, no file is rewritten for having been read, and
 * an older version of this extension, which drops what it doesn't know from the files that it saves, takes none away.
 * Deleted apps stay in it. What an app's file says is a wish, which counts where the app has no slug yet.
 *
 * Nothing here throws but `forget`: where the file can't be read or written now, apps are without a slug until it can.
 */
export class SlugRegistry {
  readonly #ports: SlugPorts;
  readonly #markers: Markers;
  /** What was read last, which is read again with every list of the apps, and seldom changes. */
  #last: { readonly text: string | undefined; readonly given: Given } | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  /** @param owner this window's, for its markers */
  constructor(ports: SlugPorts, owner: string) {
    this.#ports = ports;
    this.#markers = new Markers(ports, { owner, lease: LEASE, settle: () => Promise.resolve() });
  }

  /** The apps, each with its slug; those that have none get one now, the older ones first. */
  async named(apps: readonly JwtApp[]): Promise<JwtApp[]> {
    if (apps.length === 0) return [];
    let given: Given | undefined;
    try {
      given = await this.#read();
      if (given && apps.some(({ id }) => !given?.byApp.has(id))) given = await this.#oneAtATime(() => this.#give(apps));
    } catch {
      given = undefined;
    }
    if (!given) this.#ports.report("The slugs of the apps in the gateway's addresses can't be read or written now.");
    return apps.map((app) => Object.freeze(withSlug(app, given?.byApp.get(app.id))));
  }

  /** What a new app would get now: its file then says the same. */
  async wish({ id, name, slug }: Pick<JwtApp, "id" | "name" | "slug">): Promise<string | undefined> {
    const given = await this.#read().catch(() => undefined);
    if (!given || given.byApp.has(id)) return given?.byApp.get(id);
    return slug !== undefined && isSlug(slug) && !given.bySlug.has(slug) ? slug : slugFor(name, given.taken);
  }

  /** Forgets whom all were given to. Throws what the disk throws. */
  forget(): Promise<void> {
    return this.#oneAtATime(async () => {
      // On a full disk there is no room for a marker, but deleting must work.
      const marker = await this.#markers.begin(SLUGS_ID, "edit").catch(() => undefined);
      try {
        await this.#ports.slugs.delete(SLUGS_ID);
      } finally {
        await this.#end(marker);
      }
    });
  }

  /** Removes the marker that a dead window, or a failed change of ours, has left. */
  tidy(): Promise<unknown> {
    return this.#oneAtATime(() => this.#markers.finish(SLUGS_ID));
  }

  /** Undefined where another window doesn't come to its end. */
  async #give(apps: readonly JwtApp[]): Promise<Given | undefined> {
    const marker = await this.#markers.begin(SLUGS_ID, "edit");
    if (marker === undefined) return undefined;
    try {
      // Another window may have given some meanwhile.
      const given = await this.#read();
      const without = apps.filter(({ id }) => !given?.byApp.has(id));
      if (!given || without.length === 0) return given;
      const slugs = atOnce(slugsFor(without.sort(byAge), given.taken));
      const next = new Given([...given.bySlug, ...[...slugs].map(([{ id }, slug]) => [slug, id] as const)]);
      const text = next.asText();
      // A character of UTF-16 has at most 3 bytes. What can't be read again would take all apps' slugs away.
      if (3 * text.length > MAX_SLUGS_BYTES) return given;
      await this.#ports.slugs.write(SLUGS_ID, text);
      return next;
    } finally {
      await this.#end(marker);
    }
  }

  /** Undefined where a newer version wrote it, which is left as it is. Throws where it can't be read. */
  async #read(): Promise<Given | undefined> {
    const text = await this.#ports.slugs.read(SLUGS_ID);
    if (this.#last && this.#last.text === text) return this.#last.given;
    const given = text === undefined ? new Given([]) : parse(text);
    if (given === "newer") return undefined;
    if (given === "damaged")
      this.#ports.report("The file of the apps' slugs in the gateway's addresses is damaged, and is made anew.");
    this.#last = { text, given: given === "damaged" ? new Given([]) : given };
    return this.#last.given;
  }

  async #end(marker: string | undefined): Promise<void> {
    if (marker === undefined) return;
    await this.#ports.journal
      .end(SLUGS_ID, marker)
      .catch(() => this.#ports.report("The marker of the apps' slugs can't be removed now."));
  }

  /** Within this window: the journal keeps only others out. */
  #oneAtATime<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }
}

/** Giving takes milliseconds, and reading the apps waits for it: a window that died in it holds no other up for long. */
const LEASE = 4_000;

/** Whom each slug was given to. */
class Given {
  /** App ids by slug. */
  readonly bySlug: ReadonlyMap<string, string>;
  readonly byApp: ReadonlyMap<string, string>;
  readonly taken: ReadonlySet<string>;

  /** What was given once stays: the first entry counts. */
  constructor(entries: readonly (readonly [slug: string, id: string])[]) {
    const [bySlug, byApp] = [new Map<string, string>(), new Map<string, string>()];
    for (const [slug, id] of entries) {
      if (bySlug.has(slug)) continue;
      bySlug.set(slug, id);
      if (!byApp.has(id)) byApp.set(id, slug);
    }
    this.bySlug = bySlug;
    this.byApp = byApp;
    this.taken = new Set(bySlug.keys());
  }

  asText(): string {
    return `${JSON.stringify({ version: VERSION, given: [...this.bySlug].map(([slug, app]) => ({ slug, app })) })}\n`;
  }
}

const VERSION = 1;

const SlugFile = v.object({
  version: v.literal(VERSION),
  given: v.array(v.object({ slug: v.string(), app: v.string() })),
});
const NewerSlugFile = v.object({ version: v.pipe(v.number(), v.minValue(VERSION + 1)) });

function parse(text: string): Given | "newer" | "damaged" {
  try {
    const json: unknown = JSON.parse(text);
    if (v.is(NewerSlugFile, json)) return "newer";
    const { given } = v.parse(SlugFile, json);
    return new Given(given.filter(({ slug }) => isSlug(slug)).map(({ slug, app }) => [slug, app] as const));
  } catch {
    return "damaged";
  }
}

/** Ids decide between apps of one import, so that every window comes to the same. */
function byAge(one: JwtApp, other: JwtApp): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1);
}
