import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { inspectionOf, timesOf } from "../../domain/tokens/inspect";
import { certaintyOfRule } from "../../domain/tokens/verify/ruleCertainty";
import type { Verdict } from "../../domain/tokens/verify/verdict";
import { verdictInWords } from "../../domain/tokens/verify/verdictInWords";
import type { PlainText } from "../../domain/text/asText";
import { tokenTouching } from "../documents/linesAround";
import { verdictOf, type Verifying, withoutDecryption } from "../tokens/inText/verdictOf";
import { Schemes } from "../workbench/contributions";
import { t, told } from "../workbench/words";
import type { AppTelling } from "./listApps";
import { aboutApps, type Answer, type Plan } from "./plan";
import { beforeQuoted, quoted, quotedApp, toldToModel } from "./quoted";
import { LONGEST_GIVEN, type ToolInput } from "./toolInputs";

export type TokenTelling = AppTelling & Verifying;

/** What a token says, and what the rule book says of it. With the keys of no app, an encrypted one stays closed. */
export function planInspectToken(services: TokenTelling, { token, withApps = true }: ToolInput<"inspectToken">): Plan {
  return {
    doing: t("Inspecting a token"),
    // Whoever hands a token over knows what it says.
    question: withApps || token === undefined ? aboutApps(services.consents) : undefined,
    run: async () => {
      const text = token ?? (await tokenAtCursor());
      const apps = withApps ? await services.store.apps() : [];
      return describe(text, await verdictOf(services, { ...verifying(services, apps), token: text }), apps);
    },
  };
}

function verifying({ store }: TokenTelling, apps: readonly JwtApp[]) {
  return { apps, secretsOf: withoutDecryption((app) => store.secretsOf(app)) };
}

/** In a decrypted document what a token says was decrypted, too. */
async function tokenAtCursor(): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  const isReadable = editor && editor.document.uri.scheme !== Schemes.payload;
  const found = isReadable ? await tokenTouching(editor.document, editor.selection.active) : undefined;
  if (!found)
    throw new UserError("no-token", "There is no token at the cursor.", {
      remedy: "Put the cursor on a token, and try again.",
    });
  const { written } = found.token;
  if (written.length <= LONGEST_GIVEN) return written;
  throw new UserError("token-too-long", "This text is too long for a token: it has {0} characters.", {
    args: [written.length],
  });
}

/** Members of a header, or of claims. */
const MOST_MEMBERS = 50;

function describe(token: string, verdict: Verdict, apps: readonly JwtApp[]): Answer {
  const { app, checks, decidedBy, answer, header, jweHeader, claims } = verdict;
  const { kind, expiresAt } = inspectionOf(token);
  const closed = kind === "jwe" ? [t("It is encrypted, and stays so: what is in it is told to nobody.")] : [];
  const { issuedAt } = timesOf(claims);
  return {
    summary: beforeQuoted(outcomeOf(verdict), ...closed),
    kind,
    outcome: decidedBy ? "refused" : checks.some(({ outcome }) => outcome === "unknown") ? "open" : "accepted",
    ...(decidedBy && { decidedBy: decidedBy.id, status: answer.status, certainty: answer.certainty }),
    ...("seconds" in issuedAt && { issuedAt: issuedAt.seconds }),
    ...("seconds" in expiresAt && { expiresAt: expiresAt.seconds }),
    checks: checks.map(({ id, outcome, reason, message, causes }) => ({
      id,
      outcome,
      reason,
      rule: certaintyOfRule({ id, reason }),
      ...toldToModel(message),
      causes: causes.map((cause) => ({ code: cause.code, ...toldToModel(cause.message) })),
    })),
    quoted: {
      ...(app && { app: quotedApp(app, apps) }),
      ...((header ?? jweHeader) && { header: membersOf(header ?? jweHeader) }),
      ...(claims && { claims: membersOf(claims) }),
    },
  };
}

function outcomeOf(given: Verdict): PlainText {
  const { verdict } = verdictInWords(given);
  const { decidedBy } = given;
  return decidedBy ? t("{0}, by the check “{1}”.", told(verdict), decidedBy.id) : told(verdict);
}

/** As pairs: a member may have any name. */
function membersOf(object: object = {}): readonly { readonly name: PlainText; readonly value: PlainText }[] {
  return Object.entries(object)
    .slice(0, MOST_MEMBERS)
    .map(([name, value]) => ({
      name: quoted(name),
      value: quoted(typeof value === "string" ? value : (JSON.stringify(value) ?? "")),
    }));
}
