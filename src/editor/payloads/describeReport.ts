import type { DecryptReport, ReportedPart } from "../../domain/payloads/open/decryptResult";
import type { CaptureStep } from "../../domain/payloads/capture/captureTree";
import type { PlainText } from "../../domain/text/asText";
import { asMarkdown, type Markdown, markdownOf, markdownTable, md } from "../../domain/text/markdown";
import { t, told } from "../workbench/words";

/** What was found where and which algorithms fitted, for people: Markdown without any secret or decrypted text. */
export function describeReport(report: DecryptReport): Markdown {
  const facts: [PlainText, string][] = [
    [t("App"), report.app.appName],
    [t("Format"), formatName(report)],
    ...(report.keyWrapping ? [[t("Key wrapping"), report.keyWrapping] as [PlainText, string]] : []),
    [t("Encryption"), report.cipher],
    [t("Compression"), report.compression === "none" ? t("none") : report.compression],
    ...(report.layers.length > (report.compression === "none" ? 0 : 1)
      ? [[t("Undone"), report.layers.join(", ")] as [PlainText, string]]
      : []),
    [
      t("Authenticated"),
      report.authenticated
        ? t("yes: a tag proves that this is what was encrypted")
        : t("no: nothing proves that this is what was encrypted; check what you see"),
    ],
    [t("Found by"), report.foundBy === "profile" ? t("the shape kept for this app") : t("trying what fits")],
  ];
  return markdownOf([
    md`# ${asMarkdown(t("How this payload was decrypted"))}`,
    md``,
    table([t("What"), t("Found")], facts),
    md``,
    md`## ${asMarkdown(t("Parts"))}`,
    md``,
    table(
      [t("Part"), t("Where"), t("Encoding"), t("Bytes")],
      report.parts.map((part) => [partName(part), place(part), part.encoding ?? "", String(part.length)]),
    ),
    ...shapeSection(report),
    ...(report.notes.length
      ? [md``, md`## ${asMarkdown(t("Notes"))}`, md``, ...report.notes.map((each) => md`- ${asMarkdown(told(each))}`)]
      : []),
    md``,
  ]);
}

/** What a kept shape writes, and what of this payload it doesn't. */
function shapeSection({ shape }: DecryptReport): Markdown[] {
  if (!shape) return [];
  const { outline, headers, inferred, notKept } = shape;
  const more = [...headers, ...inferred, ...notKept];
  return [
    md``,
    md`## ${asMarkdown(t("The shape that can be kept"))}`,
    md``,
    md`${asMarkdown(t("Requests are written as {0}.", outline))}`,
    ...(more.length > 0 ? [md``] : []),
    ...more.map((each) => md`- ${asMarkdown(told(each))}`),
  ];
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
    label: t("OAEP label"),
    salt: t("salt"),
    other: t("bytes that are not needed"),
    jwe: "JWE",
  };
  return (layout ?? [role]).map((name) => names[name] ?? name).join(" + ");
}

function place({ source, path, name, start, end }: ReportedPart): string {
  const where = path.length ? path.map(stepName).join(" › ") : name || t("the text itself");
  if (source === "key") return path.length ? t("in what was wrapped, {0}", where) : t("in what was wrapped");
  const kind = source === "header" ? t("header {0}", where) : where;
  return t("{0} (characters {1} to {2})", kind, start, end);
}

function stepName(step: CaptureStep): string {
  if (typeof step === "object") return t("decoded {0}", step.decode);
  return typeof step === "number" ? `[${step}]` : step;
}

/** Names come from captured text, and a long one is cut. */
function table(head: readonly PlainText[], rows: readonly (readonly string[])[]): Markdown {
  const cells = (texts: readonly string[]): Markdown[] => texts.map((text) => asMarkdown(text, { maxLength: 200 }));
  return markdownTable(cells(head), rows.map(cells));
}
