import type { DecryptReport, ReportedPart } from "../../domain/payloads/open/decryptResult";
import { reportInWords } from "../../domain/payloads/open/reportInWords";
import type { CaptureStep } from "../../domain/payloads/capture/captureTree";
import type { PlainText } from "../../domain/text/asText";
import { asMarkdown, type Markdown, markdownOf, markdownTable, md } from "../../domain/text/markdown";
import { t, told } from "../workbench/words";

/** What was found where and which algorithms fitted, for people: Markdown without any secret or decrypted text. */
export function describeReport(report: DecryptReport): Markdown {
  return markdownOf([
    md`# ${asMarkdown(t("How this payload was decrypted"))}`,
    md``,
    table(
      [t("What"), t("Found")],
      reportInWords(report).map(([what, found]) => [told(what), typeof found === "string" ? found : told(found)]),
    ),
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
