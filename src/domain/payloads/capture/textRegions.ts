import type { Captured, CaptureNode, Place, Origin } from "./captureTree";

/** What a value in loose text is called. */
export interface RegionLabel extends Pick<Captured, "name" | "source" | "place"> {
  /** How far the line is indented that has the name; undefined if there is none. */
  readonly indent: number | undefined;
}

const CDATA = "<![CDATA[";
const LONGEST_LINE = 300;
const LONGEST_INDENT = 200;

/**
 * Keeps the region of loose text (HTTP message; else the block between blank lines, and the line in it) that a value
 * belongs to.
 */
export class TextRegions {
  #message: CaptureNode | undefined;
  #block: CaptureNode | undefined;
  #line: CaptureNode | undefined;
  #lineStart = 0;
  #previousStart = 0;

  readonly #text: string;
  readonly #root: CaptureNode;
  readonly #origin: Origin;

  constructor(text: string, root: CaptureNode, origin: Origin) {
    this.#text = text;
    this.#root = root;
    this.#origin = origin;
  }

  beginLine(start: number): void {
    this.#endLine();
    this.#previousStart = this.#lineStart;
    this.#lineStart = start;
    const head = this.#text.slice(start, start + 40);
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
    if (this.#origin.range) return;
    for (const node of [this.#line, this.#block, this.#message]) if (node) node.end = position;
  }

  /** Where the line begins that was begun last. */
  get lineStart(): number {
    return this.#lineStart;
  }

  /** What the value at `position` is called, from what stands before it on its line, or in the line above. */
  label(position: number): RegionLabel {
    const start = this.#text.startsWith(CDATA, position - CDATA.length) ? position - CDATA.length : position;
    const own = this.#nameBefore(start, this.#lineStart);
    if (own || this.#lineStart === 0) return own ?? this.#labelled("", "text", undefined);
    const lead = this.#text.slice(this.#lineStart, Math.min(start, this.#lineStart + LONGEST_INDENT));
    // Below a name: in a block of YAML, a folded header, an element, an assignment.
    if (lead.length === LONGEST_INDENT || !/^[ \t"'`(\\]*$/.test(lead)) return this.#labelled("", "text", undefined);
    return this.#nameAbove() ?? this.#labelled("", "text", undefined);
  }

  /** What a value is called whose name stands between `start` and `end`. */
  labelOf(start: number, end: number): RegionLabel {
    const lead = this.#text.slice(this.#lineStart, start);
    const isHeader = this.#text.charAt(end) === ":" && isLeadOfHeader(lead);
    return this.#labelled(this.#text.slice(start, end), isHeader ? "header" : "text", this.#indentAt(this.#lineStart));
  }

  #nameAbove(): RegionLabel | undefined {
    const line = this.#text.slice(Math.max(this.#previousStart, this.#lineStart - LONGEST_LINE), this.#lineStart);
    const behind = withoutOpenings(withoutBlockMark(line));
    if (!/[:=>]$/.test(behind)) return undefined;
    return this.#nameBefore(this.#lineStart - line.length + behind.length, this.#previousStart);
  }

  /** The name in front of a separator that ends before `position`. */
  #nameBefore(position: number, lineStart: number): RegionLabel | undefined {
    let at = position - 1;
    const back = (characters: string, most: number) => {
      for (let count = 0; count < most && at >= lineStart && characters.includes(this.#text.charAt(at)); count++) at--;
    };
    back(" \t\"'`\\<[(", 12);
    const separator = at >= lineStart ? this.#text.charAt(at) : "";
    if (!":=>".includes(separator) || separator === "") return undefined;
    if (separator === ">" && this.#text.charAt(at - 1) !== "=") {
      const tag = this.#tagBefore(at, lineStart);
      if (tag !== undefined) return this.#labelled(tag, "text", this.#indentAt(lineStart));
    }
    at--;
    back(" \t\"'`\\=", 6);
    const end = at + 1;
    while (at >= lineStart && end - at < 100 && /[A-Za-z0-9_.$-]/.test(this.#text.charAt(at))) at--;
    // Behind a line break that is written as \n.
    const isEscaped = this.#text.charAt(at) === "\\" && /[nrt]/.test(this.#text.charAt(at + 1)) && end - at > 2;
    const name = this.#text.slice(isEscaped ? at + 2 : at + 1, end);
    const lead = this.#text.slice(lineStart, at + 1);
    const isHeader = separator === ":" && name !== "" && isLeadOfHeader(lead);
    return this.#labelled(name, isHeader ? "header" : "text", this.#indentAt(lineStart));
  }

  /** The name of the element whose tag ends with the `>` at `end`, without its prefix. */
  #tagBefore(end: number, lineStart: number): string | undefined {
    const lead = this.#text.slice(Math.max(lineStart, end - LONGEST_LINE), end);
    return /^<(?:[\w.-]{1,100}:)?([\w.-]{1,100})(?:\s|$)/.exec(lead.slice(lead.lastIndexOf("<")))?.[1];
  }

  #indentAt(lineStart: number): number {
    return /^[ \t]*/.exec(this.#text.slice(lineStart, lineStart + LONGEST_INDENT))?.[0].length ?? 0;
  }

  /** Puts the regions that hold something into the tree. */
  finish(): void {
    this.#endBlock();
    if (this.#message) keep(this.#message, this.#root);
    this.#message = undefined;
  }

  #endLine(): void {
    if (this.#line && this.#block) keep(this.#line, this.#block);
    this.#line = undefined;
  }

  #endBlock(): void {
    this.#endLine();
    if (this.#block) keep(this.#block, this.#root);
    this.#block = undefined;
  }

  #labelled(name: string, source: Captured["source"], indent: number | undefined): RegionLabel {
    const place: Place | undefined = name === "" ? this.#origin.place : { step: name, outer: this.#origin.place };
    return { name: name === "" ? this.#origin.name : name, source, place, indent };
  }

  #begin(kind: CaptureNode["kind"], start: number): CaptureNode {
    return {
      kind,
      place: this.#origin.place,
      ...(this.#origin.range ?? { start, end: start }),
      values: [],
      children: [],
    };
  }
}

function keep(node: CaptureNode, parent: CaptureNode): void {
  if (node.values.length > 0 || node.children.length > 0) parent.children.push(node);
}

/** What `curl -v` writes in front of a header. */
function isLeadOfHeader(lead: string): boolean {
  return lead.length < 4 && /^(?:[<>*] ?)?$/.test(lead);
}

/** A line of YAML without the `|` or `>` of a block, a comment and white space at its end. */
function withoutBlockMark(line: string): string {
  const shown = line.trimEnd();
  const comment = shown.indexOf("#", Math.max(0, shown.length - LONGEST_COMMENT));
  const bare = comment < 0 ? shown : shown.slice(0, comment);
  return bare.replace(/(?<![ \t])[ \t]+$/, "").replace(/[|>][+-]?\d?[+-]?$/, "");
}

const LONGEST_COMMENT = 201;

/** Without what stands between a name and its value at the end of a line: quotes, parentheses, a CDATA section's mark. */
function withoutOpenings(text: string): string {
  let end = text.length;
  for (let taken = -1; taken !== 0; end -= taken) {
    if (text.endsWith(CDATA, end)) taken = CDATA.length;
    else taken = end > 0 && OPENINGS.includes(text.charAt(end - 1)) ? 1 : 0;
  }
  return text.slice(0, end);
}

const OPENINGS = "(\"'`\\ \t";
