import { UserError } from "../errors";
import type { JwtApp } from "./jwtApp";

/** With RS256 and RS512 nothing is signed with the client secret, so none is kept. */
export function secretUnused({ name, algorithm }: Pick<JwtApp, "name" | "algorithm">): UserError {
  return new UserError("client-secret-unused", "“{0}” signs with {1}, so its client secret was not taken.", {
    args: [name, algorithm],
  });
}
