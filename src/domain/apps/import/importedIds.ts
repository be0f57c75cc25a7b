import { UserError } from "../../errors";
import { botIdForm, isAccountId } from "../platformIds";
import type { JwtApp } from "../jwtApp";
import { isSameText } from "./sameValue";

type Ids = Pick<JwtApp, "botId" | "accountId">;

/**
 * The one rule for the IDs of a bot and an account, whichever import they come by: as in the form, they are taken as
 * they are written, and what differs from all known ones is told.
 * @param name what the sentence calls the bot or the app
 * @param present the IDs of the app that is here already: what it has is no news
 */
export function idRemarks(name: string, { botId, accountId }: Ids, present: Ids = {}): UserError[] {
  const remark = (code: string, template: string): UserError => new UserError(code, template, { args: [name] });
  const remarks: UserError[] = [];
  if (botId !== undefined && !isSameText("botId", botId, present.botId)) {
    const form = botIdForm(botId);
    if (form === "unusual")
      remarks.push(
        remark(
          "bot-id-unusual",
          "The bot ID of “{0}” was taken; every known bot ID has a UUID of version 5, and this one's is another.",
        ),
      );
    if (form === "malformed")
      remarks.push(
        remark(
          "bot-id-doubtful",
          "The bot ID of “{0}” was taken as it is written, but the platform's are “st-” and a UUID. Check that it was copied whole.",
        ),
      );
  }
  if (accountId !== undefined && !isSameText("accountId", accountId, present.accountId) && !isAccountId(accountId)) {
    remarks.push(
      remark(
        "account-id-doubtful",
        "The account ID of “{0}” was taken as it is written, but the platform's are 24 hexadecimal digits. Check that it was copied whole.",
      ),
    );
  }
  return remarks;
}
