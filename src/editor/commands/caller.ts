/**
 * Who asked for a command. `person`: nothing was passed, as by the palette, or a row of our tree while it is visible. `pointer`: what a
 * lens, a hover or a fix of ours hands out, which names what is meant and carries no authority, since other extensions
 * can get it and say the same: without a question it does what a call without arguments may. `code`: any other argument,
 * from another extension, a script, `${command:}` or a key binding.
 */
export type Caller = "person" | "pointer" | "code";

/** An argument that names what stands in an editor; text alone, so that links can carry it too. */
export interface Pointer {
  readonly from: "editor";
}
