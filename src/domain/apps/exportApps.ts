import * as v from "valibot";
import { UserError } from "../errors";
import { JwtApp } from "./jwtApp";

export const EXPORT_FORMAT = "jwt-apps-export";
/** Files of a newer version are refused on reading. */
export const EXPORT_VERSION = 1;

/** What of an app travels: neither secrets, nor what is true of one machine alone. */
export const ExportedApp = v.omit(JwtApp, ["version", "id", "secretsRevision", "missingSecrets", "hasPreviousSecret", "updatedAt"]);
export type ExportedApp = v.InferOutput<typeof ExportedApp>;

/**
 * The apps as JSON text, for `importApps` on another machine and for the local platform. Metadata only: the public
 * halves of key pairs are in it, and never a secret. The same apps give the same text.
 * @throws UserError for an app that doesn't fit its own schema
 */
export function exportApps(apps: readonly JwtApp[]): string {
  const exported = apps.map((app) => {
    // The schema names what goes out, so that nothing else ever does.
    const parsed = v.safeParse(ExportedApp, app);
    if (!parsed.success) throw new UserError("invalid-app", "“{0}” can't be exported: its data is damaged.", { args: [app.name] });
    return parsed.output;
  });
  return `${JSON.stringify({ format: EXPORT_FORMAT, version: EXPORT_VERSION, apps: exported }, undefined, 2)}\n`;
}
