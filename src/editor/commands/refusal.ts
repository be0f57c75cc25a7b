import { UserError } from "../../domain/errors";

/** What another extension or a script gets only by a person's word. */
export type Wish = "tokens" | "decrypting" | "list";

/** In Restricted Mode it gets that by no word. */
export function refusalOf(wish: Wish): UserError {
  switch (wish) {
    case "tokens":
      return new UserError(
        "restricted-mode",
        "In Restricted Mode no token is made for another extension or a script.",
        {
          remedy: "Trust this workspace, or copy the token by hand.",
        },
      );
    case "decrypting":
      return new UserError(
        "restricted-mode",
        "In Restricted Mode nothing is decrypted for another extension or a script.",
        {
          remedy: "Trust this workspace, or decrypt it by hand.",
        },
      );
    case "list":
      return new UserError(
        "restricted-mode",
        "In Restricted Mode the apps are not listed for another extension or a script.",
        {
          remedy: "Trust this workspace, or export them by hand.",
        },
      );
  }
}
