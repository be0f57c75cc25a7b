import { hostIn, isLoopback, originOf } from "../../apps/hosts";
import type { JwtApp } from "../../apps/jwtApp";
import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { say, type Sentence } from "../../text/sentence";
import type { Piece, TextRange } from "../../text/textRange";
import { gatewayTarget, meantSlug } from "../destination/gatewayAddress";
import { expectedHost, goesToOwnHost } from "../destination/ownHost";
import { gatewayBase } from "../findings/gatewayFindings";
import { aloneIn } from "../findings/mendVariable";
import { writtenOrigin, type WrittenOrigin } from "../findings/wrongHost";
import type { OwnedRequest } from "./fileOwners";
import { isFree, isOutside, Places, type Switching } from "./switching";
import { nextEdits } from "./useGateway";
import type { Definition } from "./variableUses";

/**
 * Changes the hosts of the app's requests, and its name in the gateway's addresses, where they stand or in the variables
 * that hold them. Takes time linear in the text.
 */
export function* switchAddresses(switching: Switching): Steps<void> {
  const addresses = new Addresses(switching);
  for (const [index, one] of switching.own.entries()) {
    if (index % REQUESTS_A_STEP === 0) yield;
    addresses.ofRequest(one);
  }
  yield* addresses.ofVariables();
  yield* tellHost(switching);
}

const [REQUESTS_A_STEP, VARIABLES_A_STEP, HOSTS_A_STEP] = [200, 1_000, 1_000];

/** The old host where it isn't where a request goes: in bodies, other headers and scripts it may be meant. */
function* tellHost(switching: Switching): Steps<void> {
  const { file, from, to, edits, leftovers } = switching;
  const [old, put] = [hostOf(from), hostOf(to)];
  if (old === undefined || put === undefined || isHostOf(to, old)) return;
  const places = new Places(switching);
  const changed = [...edits].sort((a, b) => a.start - b.start);
  let [count, next] = [0, 0];
  for (const { index } of file.text.matchAll(
    new RegExp(`${BEFORE_HOST}${old.replace(/\W/g, "\\$&")}${BEHIND_HOST}`, "gi"),
  )) {
    if (++count % HOSTS_A_STEP === 0) yield;
    while ((changed[next]?.end ?? Infinity) <= index) next++;
    if ((changed[next]?.start ?? Infinity) <= index) continue;
    const { definition, request, below, isComment } = places.at(index);
    const isMeant = definition
      ? definition.isOwn && !definition.isOthers
      : request !== undefined || below !== undefined || isOutside(index, switching);
    if (isMeant && !isComment) return leftovers.add(say("“{0}” stands in other places, too: left as it is.", old));
  }
}

/** Also behind an escaped slash. */
const [BEFORE_HOST, BEHIND_HOST] = ["(?<=^|%2f|[^\\w.-])", "(?![\\w-]|\\.\\w)"];

class Addresses {
  /** Variables that hold hosts, or addresses of the gateway. */
  readonly #names = new Set<string>();
  /** Schemes that stand before such a variable. */
  readonly #schemes: { readonly name: string; readonly range: TextRange }[] = [];
  /** Variables in which a host without a scheme became one that is called by another. */
  readonly #otherScheme = new Set<string>();
  readonly #definitions: ReadonlyMap<string, readonly Definition[]>;
  readonly #host: string | undefined;

  readonly #switching: Switching;

  constructor(switching: Switching) {
    this.#switching = switching;
    this.#host = hostOf(switching.to);
    this.#definitions = new Map(switching.definitions.map(({ variable, namesakes }) => [variable.name, namesakes]));
  }

  ofRequest({ block, request, gateway }: OwnedRequest): void {
    const { url, headers } = request;
    if (gateway) return this.#throughGateway(block, url, gateway.slug);
    const written = writtenOrigin({ ...url, text: url.text.slice(0, LIMITS.address) });
    if (written) this.#origin(written);
    for (const { name, value } of headers) {
      const named = name.text.toLowerCase() === "host" ? writtenOrigin(value) : undefined;
      if (named) this.#origin(named);
    }
  }

  *ofVariables(): Steps<void> {
    const { leftovers } = this.#switching;
    let count = 0;
    // What is added meanwhile comes, too.
    for (const name of this.#names) {
      const definitions = this.#definitions.get(name) ?? [];
      if (definitions.length === 0) leftovers.add(notDefined(`{{${name}}}`));
      for (const definition of definitions) {
        if (++count % VARIABLES_A_STEP === 0) yield;
        const { value } = definition.variable;
        const target = gatewayTarget(value.text);
        const written = target ? undefined : writtenOrigin(value);
        if (target) this.#slug(value, target.slug, definition);
        else if (written) this.#origin(written, definition);
      }
    }
    for (const { name, range } of this.#schemes) if (this.#leadsToOtherScheme(name)) this.#put(range, this.#scheme());
  }

  #throughGateway(block: OwnedRequest["block"], url: Piece, slug: string): void {
    const base = gatewayBase(url.text);
    const name = base === undefined ? undefined : aloneIn(base);
    if (base === undefined) return;
    if (!url.text.startsWith(`/${slug}`, base.length)) return void (name !== undefined && this.#names.add(name));
    const { file, edits, to } = this.#switching;
    if (this.#slug(url, slug)) edits.push(...nextEdits(file.text, block, `${base}/${encodeURI(to.slug ?? slug)}`));
  }

  /** The app's name in an address of the gateway. */
  #slug({ text, start }: Piece, slug: string, definition?: Definition): boolean {
    const { from, to } = this.#switching;
    const base = gatewayBase(text);
    const isItsOwn = from.slug !== undefined && meantSlug(slug) === from.slug;
    if (base === undefined || to.slug === undefined || !isItsOwn) return false;
    const at = start + base.length + 1;
    return this.#change({ start: at, end: at + slug.length }, encodeURI(to.slug), definition);
  }

  #origin(written: WrittenOrigin, definition?: Definition): void {
    const { from, to, leftovers } = this.#switching;
    const { range, scheme, authority } = written;
    if (authority.includes("{{")) return this.#variable(written);
    if (this.#host !== undefined && isHostOf(to, authority)) return;
    if (!isHostOf(from, authority)) {
      // A variable that no request of the app reads is somebody else's.
      if (!definition || definition.isOwn) leftovers.add(otherHost(authority, from));
      return;
    }
    if (this.#host === undefined) {
      const mending = { kind: "enterHost", appId: to.id } as const;
      return leftovers.add(say("“{0}” has no host: addresses stay as they are.", to.name), mending);
    }
    const isOther = isLoopback(authority.toLowerCase()) !== isLoopback(this.#host);
    const put = `${scheme === "" || !isOther ? scheme : this.#scheme()}${this.#host}`;
    if (this.#change(range, put, definition) && scheme === "" && isOther && definition)
      this.#otherScheme.add(definition.variable.name);
  }

  #variable({ range, scheme, authority }: WrittenOrigin): void {
    const name = aloneIn(authority);
    if (name === undefined) {
      const isOne = /^\{\{[^{}]*\}\}$/.test(authority);
      const withoutUser = authority.slice(authority.lastIndexOf("@") + 1);
      this.#switching.leftovers.add(
        isOne ? notDefined(authority) : say("“{0}” is put together from pieces: left as it is.", withoutUser),
      );
      return;
    }
    this.#names.add(name);
    if (scheme !== "") this.#schemes.push({ name, range: { start: range.start, end: range.start + scheme.length } });
  }

  #change(range: TextRange, text: string, definition: Definition | undefined): boolean {
    if (definition && !isFree(definition, this.#switching)) {
      if (definition.isOwn) this.#switching.leftovers.add(sharedVariable(definition));
      return false;
    }
    this.#put(range, text);
    return true;
  }

  #put({ start, end }: TextRange, text: string): void {
    const { edits, file } = this.#switching;
    if (file.text.slice(start, end) !== text) edits.push({ start, end, text });
  }

  #scheme(): string {
    return originOf(this.#host ?? "").replace(/[^/]*$/, "");
  }

  #leadsToOtherScheme(name: string): boolean {
    let one: string | undefined = name;
    for (let depth = 0; one !== undefined && depth <= LIMITS.variableDepth; depth++) {
      if (this.#otherScheme.has(one)) return true;
      one = aloneIn(this.#definitions.get(one)?.at(-1)?.variable.value.text ?? "");
    }
    return false;
  }
}

/** What is no host isn't repeated: it may be a token or a password that stands in the wrong place. */
function otherHost(authority: string, { name }: JwtApp): Sentence {
  if (authority.includes("@")) return say("An address has a user name before its host: left as it is.");
  return hostIn(authority) === undefined
    ? say("Something else than the host of “{0}” stands in an address: left as it is.", name)
    : say("“{0}” isn't the host of “{1}”: left as it is.", authority, name);
}

function notDefined(variable: string) {
  return say("“{0}” isn't defined in this file: where it leads stays.", variable);
}

export function sharedVariable({ variable }: Definition) {
  return say("“@{0}” is used by requests of other apps, too: left as it is.", variable.name);
}

/** Where the app's requests go; undefined where nobody knows. */
function hostOf(app: JwtApp): string | undefined {
  return app.host === undefined && app.credentials !== "generated" ? undefined : hostIn(expectedHost(app));
}

/** Whether requests of the app belong there. */
function isHostOf(app: JwtApp, authority: string): boolean {
  const host = authority.toLowerCase().replace(/:(?:80|443)$/, "");
  return goesToOwnHost({ line: 0, origin: { scheme: "https", host }, hosts: [], doubts: [] }, app);
}
