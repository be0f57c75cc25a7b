import { fold } from "./appName";
import type { JwtApp } from "./jwtApp";
import { sameBotId } from "./platformIds";

/**
 * Whether two apps look like stages of one bot: they have its ID, or names that differ by nothing but a stage, a region or
 * a number, as "Order Bot (dev)" and "Order Bot – EU 2" do. An app knows no name of its bot but its own.
 */
export function isOfSameBot(one: Pick<JwtApp, "name" | "botId">, other: Pick<JwtApp, "name" | "botId">): boolean {
  if (one.botId !== undefined && other.botId !== undefined && sameBotId(one.botId, other.botId)) return true;
  return stemOf(one.name) === stemOf(other.name);
}

/** A name without what only says which stage it is of; all of it where nothing else is left. */
function stemOf(name: string): string {
  const words = fold(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  const others = words.filter((word) => !STAGES.has(word) && !/^V?\d+$/.test(word));
  return (others.length > 0 ? others : words).join(" ");
}

/** As `fold` writes them. */
const STAGES: ReadonlySet<string> = new Set([
  ...["DEV", "DEVELOPMENT", "TEST", "TESTING", "TST", "QA", "UAT", "SIT", "INT", "INTEGRATION", "SANDBOX", "DEMO"],
  ...["STAGE", "STAGING", "STG", "PRE", "PREPROD", "PREPRODUCTION", "PROD", "PRODUCTION", "PRD", "LIVE", "LOCAL"],
  ...["US", "EU", "DE", "JP"],
]);
