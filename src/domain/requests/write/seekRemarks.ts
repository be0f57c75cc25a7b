import { scopesWithoutEndpoint } from "../../scopes/scopesWithoutEndpoint";
import { say, type Sentence } from "../../text/sentence";
import type { SoughtTargets } from "./doors";

/** What somebody who looks for an endpoint should know of what was found: without full stops. */
export interface SeekRemark {
  readonly label: Sentence;
  readonly detail: Sentence;
}

/** What isn't as it was typed. */
export function seekRemarks(typed: string, seeking: SoughtTargets | undefined): readonly SeekRemark[] {
  return seeking ? [...remarksOnScopes(typed, seeking), ...remarksOnFound(seeking)] : [];
}

/** That words are of a scope that leads nowhere. */
function remarksOnScopes(typed: string, { sought }: SoughtTargets): SeekRemark[] {
  if (sought.call) return [];
  return scopesWithoutEndpoint(typed).map((name) => ({
    label: say("“{0}” is a scope, and no endpoint is known that needs it", name),
    detail: say("What is found by these words needs other scopes, or none"),
  }));
}

function remarksOnFound({ sought: { by, call, found }, doors }: SoughtTargets): SeekRemark[] {
  if (doors.some(({ isMeant }) => isMeant)) return [];
  const noPath = say("No endpoint has this path");
  if (found.length === 0 && doors.length > 0) return [];
  if (found.length === 0) {
    const label = call ? noPath : say("No endpoint has any of these words");
    return [{ label, detail: say("Type fewer or other words, a path such as {0}, or a URL", "/getSessions") }];
  }
  switch (by) {
    case "call":
      return found.length === 1
        ? []
        : [
            {
              label: say("{0} endpoints have this path", found.length),
              detail: say("Their methods, queries and bodies tell them apart"),
            },
          ];
    case "page":
      return [];
    case "otherMethod":
      return [
        {
          label: say("No endpoint has this path with {0}", call?.method ?? ""),
          detail: say("The first have it with another method"),
        },
      ];
    case "near":
      return [{ label: noPath, detail: say("These have the nearest ones") }];
    case "words":
      return call ? [{ label: noPath, detail: say("These have words of it") }] : [];
    case "someWords":
      return [
        {
          label: call ? noPath : say("No endpoint has all of these words"),
          detail: say("These have some of its words"),
        },
      ];
  }
}
