import { UserError } from "../../domain/errors";
import { asMarkdown, markdownOf, md } from "../../domain/text/markdown";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import { showReport } from "../results/showReport";
import { t } from "../workbench/words";
import type { GatewayInWindow } from "./gatewayInWindow";

/** `jwtApps.explainGatewayError`: a page with what may have led to an error of the platform, by its number in the output. */
export async function explainGatewayError(
  { gateway, documents }: { readonly gateway: GatewayInWindow; readonly documents: DecryptedDocuments },
  number: number | undefined,
): Promise<void> {
  const refused = number === undefined ? undefined : gateway.control.loaded?.refused(number);
  if (!refused)
    throw new UserError("gateway-error-gone", "Nothing is known of that request any more.", {
      remedy: "Send it again; the output has its explanation then.",
    });
  const page = markdownOf([
    md`# ${asMarkdown(t("What the platform refused"))}`,
    md``,
    asMarkdown(refused.line),
    md``,
    md`## ${asMarkdown(t("What may have led to it, the likeliest first, and what to do"))}`,
    md``,
    ...refused.causes.map((cause) => md`- ${asMarkdown(cause)}`),
    md``,
  ]);
  await showReport(documents, page, { appId: undefined, name: t("Error") });
}
