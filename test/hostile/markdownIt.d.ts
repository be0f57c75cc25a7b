/** As much of the package as is used here; it has no types of its own. */
declare module "markdown-it" {
  export interface Token {
    readonly type: string;
    readonly tag: string;
    readonly content: string;
    readonly children: readonly Token[] | null;
  }
  export default class MarkdownIt {
    constructor(options: { readonly html: boolean; readonly linkify: boolean; readonly typographer?: boolean });
    parse(markdown: string, environment: object): readonly Token[];
    render(markdown: string): string;
  }
}
