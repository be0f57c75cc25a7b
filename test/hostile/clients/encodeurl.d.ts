declare module "encodeurl" {
  /** Percent-encodes what a URL can't hold, and leaves what is encoded. */
  function encodeUrl(url: string): string;
  export = encodeUrl;
}
