import { webPorts } from "../../domain/ports";
import type { Minter } from "../../domain/tokens/mint";

/** A minter that is loaded with the first token: signing and encrypting are a third of what there is, and no start needs them. */
export function lazyMinter(): Minter {
  let loading: Promise<Minter> | undefined;
  const load = (): Promise<Minter> => {
    loading ??= import("../../domain/tokens/mint").then(({ createMinter }) => createMinter(webPorts));
    return loading;
  };
  return {
    mint: async (...request) => (await load()).mint(...request),
    // One that could not be loaded knows nothing to forget.
    forget: (appId) => void loading?.then((minter) => minter.forget(appId)).catch(() => undefined),
  };
}
