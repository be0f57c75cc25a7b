import type { DecryptReport, ReportedPart } from "../../domain/payloads/decryptResult";
import type { CaptureStep } from "../../domain/requests/capture";
import { t } from "../words";

/** What was found where and which algorithms fitted, for people: Markdown without any secret or decrypted text. */
export function describeReport(report: DecryptReport): string {
  const facts: [string, string][] = [
    [t("App"), report.app.appName],
    [t("Format"), formatName(report)],
    ...(report.keyWrapping ? [[t("Key wrapping"), report.keyWrapping] as [string, string]] : []),
    [t("Encryption"), report.cipher],
    [t("Compression"), report.compression === "none" ? t("none") : report.compression],
    [t("Authenticated"), report.authenticated ? t("yes: a tag proves that this is what was encrypted") : t("no: nothing proves that this is what was encrypted; check what you see")],
    [t("Found by"), report.foundBy === "profile" ? t("the shape kept for this app") : t("trying what fits")],
  ];
  return [
    `# ${t("How this payload was decrypted")}`,
    "",
    ...table([t("What"), t("Found")], facts),
    "",
    `## ${t("Parts")}`,
    "",
    ...table([t("Part"), t("Where"), t("Encoding"), t("Bytes")], report.parts.map((part) => [partName(part), place(part), part.encoding ?? "", String(part.length)])),
    ...(report.notes.length ? ["", `## ${t("Notes")}`, "", ...report.notes.map(({ template, args }) => `- ${escaped(t(template, ...args))}`)] : []),
    "",
  ].join("\n");
}

/** One line: "RSA-OAEP SHA-256, AES-256-GCM". */
export function algorithmsOf(report: DecryptReport): string {
  return [report.keyWrapping, report.cipher].filter((name) => name !== undefined).join(", ");
}

function formatName({ format }: DecryptReport): string {
  if (format === "hybrid") return t("hybrid envelope");
  return format === "jwe" ? t("JWE, compact") : t("JWE, JSON serialisation");
}

function partName({ role, layout }: ReportedPart): string {
  const names: Record<string, string> = {
    encryptedKey: t("wrapped key"),
    iv: t("initialisation vector"),
    ciphertext: t("ciphertext"),
    tag: t("tag"),
    aad: t("additional authenticated data"),
    jwe: "JWE",
  };
  return (layout ?? [role]).map((name) => names[name] ?? name).join(" + ");
}

function place({ source, path, name, start, end }: ReportedPart): string {
  const where = path.length ? path.map(stepName).join(" › ") : name || t("the text itself");
  const kind = source === "header" ? t("header {0}", where) : where;
  return t("{0} (characters {1} to {2})", kind, start, end);
}

function stepName(step: CaptureStep): string {
  if (typeof step === "object") return t("decoded {0}", step.decode);
  return typeof step === "number" ? `[${step}]` : step;
}

function table(head: string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

/** Names come from captured text: nothing of it becomes markup, and a long one is cut. */
function escaped(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return /^-+$/.test(short) ? short : short.replace(/[\\`*_{}[\]()<>#+!|~&]/g, "\\$&").replace(/\s+/g, " ");
}
