import type { Captured, CaptureNode, Origin, Place } from "./capture";

/** Keeps the region of loose text (HTTP message; else the block between blank lines, and the line in it) that a value belongs to. */
export class Regions {
  #message: CaptureNode | undefined;
  #block: CaptureNode | undefined;
  #line: CaptureNode | undefined;
  #lineStart = 0;

  constructor(
    private readonly text: string,
    private readonly root: CaptureNode,
    private readonly origin: Origin,
  ) {}

  beginLine(start: number): void {
    this.#endLine();
    this.#lineStart = start;
    const head = this.text.slice(start, start + 40);
    if (/^[<>*]?[ \t]*\r?(?:\n|$)/.test(head)) {
      this.#endBlock();
    } else if (/^(?:[<>*] ?)?(?:HTTP\/\d|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S)/.test(head)) {
      this.finish();
      this.#message = this.#begin("message", start);
    } else if (head.startsWith("###")) {
      this.finish();
    }
  }

  /** The node for a value at `position`. */
  current(position: number): CaptureNode {
    if (this.#message) return this.#message;
    this.#block ??= this.#begin("text", this.#lineStart);
    this.#line ??= this.#begin("line", this.#lineStart);
    this.extend(position);
    return this.#line;
  }

  /** The regions reach at least to `position`. */
  extend(position: number): void {
    if (this.origin.range) return;
    for (const node of [this.#line, this.#block, this.#message]) if (node) node.end = position;
  }

  /** What the value at `position` is called, from what stands before it on its line. */
  label(position: number): Pick<Captured, "name" | "source" | "place"> {
    let at = position - 1;
    const back = (characters: string, most: number) => {
      for (let count = 0; count < most && at >= this.#lineStart && characters.includes(this.text.charAt(at)); count++) at--;
    };
    back(" \t\"'`\\<[", 12);
    const separator = at >= this.#lineStart ? this.text.charAt(at) : "";
    if (!":=>".includes(separator) || separator === "") return this.#labelled("", "text");
    at--;
    back(" \t\"'`\\=", 6);
    const end = at + 1;
    while (at >= this.#lineStart && end - at < 100 && /[A-Za-z0-9_.$-]/.test(this.text.charAt(at))) at--;
    const name = this.text.slice(at + 1, end);
    const lead = this.text.slice(this.#lineStart, at + 1);
    const isHeader = separator === ":" && name !== "" && /^(?:[<>*] ?)?$/.test(lead.slice(0, 4)) && lead.length < 4;
    return this.#labelled(name, isHeader ? "header" : "text");
  }

  /** Puts the regions that hold something into the tree. */
  finish(): void {
    this.#endBlock();
    if (this.#message) keep(this.#message, this.root);
    this.#message = undefined;
  }

  #endLine(): void {
    if (this.#line && this.#block) keep(this.#line, this.#block);
    this.#line = undefined;
  }

  #endBlock(): void {
    this.#endLine();
    if (this.#block) keep(this.#block, this.root);
    this.#block = undefined;
  }

  #labelled(name: string, source: Captured["source"]): Pick<Captured, "name" | "source" | "place"> {
    const place: Place | undefined = name === "" ? this.origin.place : { step: name, outer: this.origin.place };
    return { name: name === "" ? this.origin.name : name, source, place };
  }

  #begin(kind: CaptureNode["kind"], start: number): CaptureNode {
    return { kind, place: this.origin.place, ...(this.origin.range ?? { start, end: start }), values: [], children: [] };
  }
}

function keep(node: CaptureNode, parent: CaptureNode): void {
  if (node.values.length > 0 || node.children.length > 0) parent.children.push(node);
}
