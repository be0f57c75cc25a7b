import type { JwtApp } from "../../apps/jwtApp";
import { segmentsOfTemplate } from "../../scopes/catalogue";
import { camelWords, wordsAsTyped } from "../../scopes/searchWords";
import { type Sought, seekEndpoints } from "../../scopes/seekEndpoints";
import { searchFor } from "../../scopes/typedSearch";
import { type Sentence, say } from "../../text/sentence";
import { withoutQuery } from "../../text/withoutQuery";
import { doorPath, rankOfTarget, type RequestTarget, targetTitle } from "./requestTargets";

/** What requests can be written for beside the catalogue. */
export type Door = Exclude<RequestTarget, { readonly kind: "endpoint" }>;

export const DOORS: readonly Door[] = [{ kind: "jwtGrant" }, { kind: "webhook" }];

/** What an app is there for that goes through a door, and how that is said. */
export const DOOR_USES: Readonly<Record<Door["kind"], readonly [use: JwtApp["usedFor"], words: Sentence]>> = {
  jwtGrant: ["sdks", say("for apps used for SDKs")],
  webhook: ["channels", say("for apps used for channels")],
};

/** What a door needs, in a few words each. */
export function doorNeed({ kind }: Door): readonly Sentence[] {
  const [, use] = DOOR_USES[kind];
  return [say("It needs no scope"), use];
}

/** The apps that go through a door; where none is there for it, those that could be. */
export function appsOfDoor<App extends Pick<JwtApp, "createdIn" | "usedFor">>(
  { kind }: Door,
  apps: readonly App[],
): readonly App[] {
  const [use] = DOOR_USES[kind];
  const own = apps.filter(({ createdIn, usedFor }) => createdIn !== "tables" && usedFor === use);
  return own.length > 0 ? own : apps.filter(({ createdIn }) => createdIn !== "tables");
}

/** The door that a path from the root is for, with or without a query; the case doesn't matter. @internal */
export function doorAt(path: string): Door | undefined {
  const segments = segmentsOfTemplate(withoutQuery(path.slice(0, MOST))).map((each) => each.toLowerCase());
  return DOORS.find((door) => {
    const wanted = segmentsOfTemplate(doorPath(door).toLowerCase());
    return (
      wanted.length === segments.length &&
      wanted.every((segment, index) => segment.startsWith("{") || segment === segments[index])
    );
  });
}

/** Characters; no longer path is one of theirs. */
const MOST = 1_000;

interface SoughtDoor {
  readonly door: Door;
  /** It is rather meant than any endpoint. */
  readonly isMeant: boolean;
}

/** What was found by what somebody typed or pasted, doors and all. */
export interface SoughtTargets {
  readonly sought: Sought;
  readonly doors: readonly SoughtDoor[];
}

/** The endpoints and doors that are found by what somebody typed or pasted; undefined where nothing is. */
export function seekTargets(typed: string): SoughtTargets | undefined {
  const sought = seekEndpoints(typed);
  if (!sought) return undefined;
  const doors = seekDoors(typed, sought);
  // What a call of a door is alike is not what is looked for.
  return { doors, sought: sought.call && doors.length > 0 ? { ...sought, found: [] } : sought };
}

/** The doors that are found by what somebody typed or pasted, of which the endpoints were found. @internal */
export function seekDoors(typed: string, { call }: Pick<Sought, "call">): readonly SoughtDoor[] {
  if (call) {
    const door = doorAt(call.path);
    return door ? [{ door, isMeant: true }] : [];
  }
  const search = searchFor(typed);
  if (!search) return [];
  const words = new Set(wordsAsTyped(typed).map(({ text }) => text));
  return DOORS.filter((door) => rankOfTarget(search, door) !== undefined).map((door) => ({
    door,
    isMeant: camelWords(targetTitle(door)).every((word) => words.has(word)),
  }));
}
