import { KeptState, readMessage } from "../../../webview/protocol";

/** What a form kept over a reload of the window; undefined for anything else. */
export function readKeptState(state: unknown): KeptState | undefined {
  return readMessage(KeptState, state);
}
