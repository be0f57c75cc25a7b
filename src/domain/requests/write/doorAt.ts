import { segmentsOfTemplate } from "../../scopes/catalogue";
import { type RequestTarget, targetCall } from "./requestTargets";

type Door = Exclude<RequestTarget, { readonly kind: "endpoint" }>;

const DOORS: readonly Door[] = [{ kind: "jwtGrant" }, { kind: "webhook" }];

/** The door beside the catalogue that a path from the root is for, with or without a query; the case doesn't matter. */
export function doorAt(path: string): Door | undefined {
  const segments = segmentsOfTemplate(path.slice(0, MOST).replace(/[?#].*$/s, "")).map((each) => each.toLowerCase());
  return DOORS.find((door) => {
    const [, template = ""] = targetCall(door).split(" ");
    const wanted = segmentsOfTemplate(template.toLowerCase());
    return (
      wanted.length === segments.length &&
      wanted.every((segment, index) => segment.startsWith("{") || segment === segments[index])
    );
  });
}

/** Characters; no longer path is one of theirs. */
const MOST = 1_000;
