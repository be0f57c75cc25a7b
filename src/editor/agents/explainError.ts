import type { JwtApp } from "../../domain/apps/jwtApp";
import { routeOf } from "../../domain/tokens/verify/route";
import { shownPath } from "../../domain/scopes/shownPath";
import { withoutQuery } from "../../domain/text/withoutQuery";
import type { OpenDocuments } from "../documents/openDocuments";
import { errorInText, errorInTextAlone, nothingFound } from "../requests/errors/errorAtHand";
import { explained } from "../requests/errors/explainError";
import { certaintyOf } from "../requests/errors/explainErrorReport";
import { withoutDecryption } from "../tokens/inText/verdictOf";
import { t } from "../workbench/words";
import type { TokenTelling } from "./inspectToken";
import { aboutApps, type Answer, type Plan } from "./plan";
import { beforeQuoted, quoted, quotedApp, quotedName, toldToModel } from "./quoted";
import type { ToolInput } from "./toolInputs";

export interface ErrorTelling extends TokenTelling {
  readonly openDocuments: OpenDocuments;
}

const MOST_CAUSES = 20;

/**
 * Why the platform refused a request: the one that is handed over with its answer or, where apps may be told of, the one
 * on screen.
 */
export function planExplainError(
  services: ErrorTelling,
  { text, request, withApps = true }: ToolInput<"explainError">,
): Plan {
  const whole = request === undefined ? text : `${request}\n\n${text}`;
  return {
    doing: t("Explaining an error"),
    question: withApps ? aboutApps(services.consents) : undefined,
    run: async () => {
      const found = withApps ? await errorInText(services.openDocuments, whole) : await errorInTextAlone(whole);
      const at = found ?? nothingFound();
      const apps = withApps ? await services.store.apps() : [];
      const secretsOf = withoutDecryption((app) => services.store.secretsOf(app));
      return describe(at, await explained(services, at, apps, secretsOf), apps);
    },
  };
}

function describe(
  { error, request }: NonNullable<Awaited<ReturnType<typeof errorInText>>>,
  { app, causes }: Awaited<ReturnType<typeof explained>>,
  apps: readonly JwtApp[],
): Answer {
  const { message, status } = error;
  const known = certaintyOf(message, status, request && routeOf(request.sent));
  const shown = causes.slice(0, MOST_CAUSES);
  return {
    summary: beforeQuoted(known, t("The likeliest cause stands first.")),
    ...(status !== undefined && { status }),
    causes: shown.map((cause) => ({
      code: cause.code,
      state: cause.state,
      ...toldToModel(cause.message),
      details: cause.details.map(toldToModel),
      ...(cause.fix && { fix: toldToModel(cause.fix) }),
    })),
    more: causes.length - shown.length,
    quoted: {
      message: quoted(message),
      ...(request && {
        method: quoted(request.sent.method),
        path: quotedName(shownPath(withoutQuery(request.sent.path))),
      }),
      ...(app && { app: quotedApp(app, apps) }),
    },
  };
}
