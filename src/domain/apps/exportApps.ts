import * as v from "valibot";
import { UserError } from "../errors";
import { fold } from "./appName";
import { JwtApp } from "./jwtApp";

export const EXPORT_FORMAT = "jwt-apps-export";
/** Files of a newer version are refused on reading. */
export const EXPORT_VERSION = 1;

/** What of an app travels: neither secrets, nor what is true of one machine alone. */
export const ExportedApp = v.omit(JwtApp, [
  "version",
  "id",
  "hostFromFile",
  "secretsRevision",
  "missingSecrets",
  "hasPreviousSecret",
  "updatedAt",
]);
export type ExportedApp = v.InferOutput<typeof ExportedApp>;

/**
 * The apps as JSON text, for `planImport` on another machine and for the local platform. Metadata only: the public
 * halves of key pairs are in it, and never a secret. They are sorted by name, then by client ID: the same apps give the
 * same text, in whatever order they come.
 * @throws UserError for an app that doesn't fit its own schema
 */
export function exportOf(apps: readonly JwtApp[]): string {
  return exportText(apps.map(exported));
}

/**
 * An app as it travels.
 * @throws UserError for one that doesn't fit its own schema
 */
export function exported(app: JwtApp): ExportedApp {
  // The schema names what goes out, so that nothing else ever does.
  const parsed = v.safeParse(ExportedApp, app);
  if (parsed.success) return parsed.output;
  throw new UserError("invalid-app", "“{0}” can't be exported: its data is damaged.", { args: [app.name] });
}

/** The text of an export with these entries, of which some may be as somebody wrote them. */
export function exportText(entries: readonly Partial<Record<"name" | "clientId", unknown>>[]): string {
  const apps = entries
    .map((app) => ({ app, order: orderOf(app) }))
    .sort((a, b) => compare(a.order, b.order))
    .map(({ app }) => app);
  return `${JSON.stringify({ format: EXPORT_FORMAT, version: EXPORT_VERSION, apps }, undefined, 2)}\n`;
}

/** By what people read of a name first; everything else of the app decides last. No locale has a say in it. */
function orderOf(app: Partial<Record<"name" | "clientId", unknown>>): readonly string[] {
  const [name, clientId] = [app.name, app.clientId].map((text) => (typeof text === "string" ? text : ""));
  return [fold(name ?? ""), name ?? "", clientId ?? "", JSON.stringify(app)];
}

function compare(one: readonly string[], other: readonly string[]): number {
  for (const [index, text] of one.entries()) {
    const against = other[index] ?? "";
    if (text !== against) return text < against ? -1 : 1;
  }
  return 0;
}
