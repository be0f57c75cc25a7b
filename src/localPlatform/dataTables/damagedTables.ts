import { UserError } from "../../domain/errors";

/** What a file for the tables is refused with. */
export function damaged(why: string): UserError {
  return new UserError("tables-file-damaged", "This file holds no tables for the local platform: {0}.", {
    args: [why],
    remedy: "Choose another file, or one that isn't there yet.",
  });
}
