import { say, type Sentence } from "../text/sentence";
import type { Access } from "./catalogue";
import { isLevelStated } from "./levelFit";
import type { Standing } from "./standing";

/**
 * How apps stand to an endpoint, in a few words and without a full stop; undefined where what it needs says it.
 * @param own what apps of their level need, if it is for them
 * @param apps what they are called
 */
export function standingSentence(
  standing: Exclude<Standing, "none">,
  own: Access | undefined,
  apps: string,
): Sentence | undefined {
  switch (standing) {
    case "callable":
      return say("{0} can call it", apps);
    case "unpublished":
      return say("not published for {0}", apps);
    case "lacking":
      return own?.kind === "tables"
        ? say("no table or view permits it to {0}", apps)
        : say("not assigned to {0}", apps);
    case "unknown":
      if (own === undefined) return say("not known whether {0} can call it", apps);
      return isLevelStated(own) ? undefined : say("not stated whether {0} can call it", apps);
  }
}
