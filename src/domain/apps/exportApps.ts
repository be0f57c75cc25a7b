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
  const exported = apps.map((app) => {
    // The schema names what goes out, so that nothing else ever does.
    const parsed = v.safeParse(ExportedApp, app);
    if (!parsed.success)
      throw new UserError("invalid-app", "“{0}” can't be exported: its data is damaged.", { args: [app.name] });
    return parsed.output;
  });
  const sorted = exported
    .map((app) => ({ app, order: orderOf(app) }))
    .sort((a, b) => compare(a.order, b.order))
    .map(({ app }) => app);
  return `${JSON.stringify({ format: EXPORT_FORMAT, version: EXPORT_VERSION, apps: sorted }, undefined, 2)}\n`;
}

/** By what people read of a name first; everything else of the app decides last. No locale has a say in it. */
function orderOf(app: ExportedApp): readonly string[] {
  return [fold(app.name), app.name, app.clientId, JSON.stringify(app)];
}

function compare(one: readonly string[], other: readonly string[]): number {
  for (const [index, text] of one.entries()) {
    const against = other[index] ?? "";
    if (text !== against) return text < against ? -1 : 1;
  }
  return 0;
}
