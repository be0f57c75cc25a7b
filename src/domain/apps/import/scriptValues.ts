import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { nameIn } from "./jsonObject";
import { type ScriptToken, scriptTokens } from "./scriptTokens";

/** A name, and the text that it stands for; undefined where code makes it, or it comes from elsewhere. */
export interface NamedValue {
  readonly name: string;
  readonly value: string | undefined;
}

/** What an object of a script has of the properties that are looked for. */
export class ScriptObject {
  /** By their names as `nameIn` gives them: the different values, of which undefined is no plain text. */
  readonly texts = new Map<string, readonly (string | undefined)[]>();
  readonly objects = new Map<string, ScriptObject>();

  /** @param name what the object is called; empty where it has no name */
  constructor(readonly name: string) {}

  take(property: string, text: string | undefined): void {
    const texts = this.texts.get(property) ?? [];
    if (!texts.includes(text) && texts.length < MAX_TEXTS) this.texts.set(property, [...texts, text]);
  }
}

/** Different values of one property: two are too many to tell which is meant. */
const MAX_TEXTS = 3;

export interface ScriptValues {
  readonly objects: readonly ScriptObject[];
  /** What is assigned to a name by itself, or given to a variable of Postman's by `….set(name, text)`. */
  readonly variables: readonly NamedValue[];
}

/** Whether a property is looked for, by its name as `nameIn` gives it, and the same of what the object is called. */
export type WantedProperty = (property: string, object: string) => boolean;

const TOKENS_A_STEP = 2_000;

/**
 * The texts that a script assigns to properties and names, read and never run: `{name: "text"}`, `object.name = "text"`.
 * An object that a name is given anew is another one. Takes time linear in the script.
 * @throws UserError where there are more than anybody has
 */
export function* scriptValuesIn(script: string, isWanted: WantedProperty): Steps<ScriptValues> {
  const reader = new ScriptReader(isWanted);
  let count = 0;
  for (const token of scriptTokens(script)) {
    reader.read(token);
    if (++count % TOKENS_A_STEP === 0) yield;
  }
  reader.end();
  return reader;
}

/** What a brace opened: how it is reached, and the object as soon as something of it is wanted. */
interface Scope {
  readonly key: string;
  readonly above: Scope | undefined;
  /** Of an assignment, from the left. */
  readonly path: readonly string[] | undefined;
  object: ScriptObject | undefined;
}

/** Where a value goes, whether it is a text or an object. */
interface Target {
  readonly store: (text: string | undefined) => void;
  readonly open: () => Scope;
}

/** The arguments of `….set(`, and of how many tokens each consists. */
interface SetCall {
  readonly counts: [name: number, value: number];
  readonly texts: [name: string | undefined, value: string | undefined];
  argument: number;
}

class ScriptReader implements ScriptValues {
  readonly #globals = new ScriptObject("");
  readonly objects: ScriptObject[] = [this.#globals];
  readonly variables: NamedValue[] = [];
  readonly #isWanted: WantedProperty;
  readonly #scopes: Scope[] = [];
  /** Of scopes that lie deeper, which are only counted. */
  #deeper = 0;
  /** `a.b.c` or `"c"` so far. */
  #chain: string[] = [];
  #isChainText = false;
  /** Whether the chain is the name that is declared, and that name where its type follows. */
  #isDeclared = false;
  #typed: string | undefined;
  /** A dot or a bracket that was opened goes on with the chain; one that awaits its closing bracket. */
  #joint: "." | "[" | "]" | undefined;
  /** Whether the chain stands behind `{` or a comma, or where the script begins, as a member's name does. */
  #mayBeKey = true;
  /** Behind `:` or `=`. */
  #target: Target | undefined;
  /** The token before was that `=`: neither `==` nor `=>` assigns. */
  #isAssigned = false;
  /** A text whose next token tells whether it is all of the value. */
  #pending: { readonly text: string; readonly store: Target["store"] } | undefined;
  #set: SetCall | undefined;

  constructor(isWanted: WantedProperty) {
    this.#isWanted = isWanted;
  }

  read(token: ScriptToken): void {
    const { kind, text } = token;
    const isSign = kind === "sign";
    if (this.#isAssigned) {
      this.#isAssigned = false;
      if (isSign && (text === "=" || text === ">")) {
        this.#target = undefined;
        return;
      }
    }
    if (this.#pending) this.#settle(token);
    if (this.#target && !(isSign && text === "{")) this.#takeValue(token);
    if (this.#set) this.#readArgument(token);
    if (isSign) this.#readSign(text ?? "");
    else this.#readName(token);
  }

  end(): void {
    this.#pending?.store(this.#pending.text);
  }

  /** What is added to a text, called of it or chosen beside it makes another value of it. */
  #settle({ kind, text = "", isOnNewLine }: ScriptToken): void {
    const isEnd = kind === "sign" ? ENDS.has(text) : isOnNewLine || (kind === "word" && TYPES.has(text));
    this.#pending?.store(isEnd ? this.#pending.text : undefined);
    this.#pending = undefined;
  }

  #takeValue({ kind, text }: ScriptToken): void {
    const store = this.#target?.store;
    this.#target = undefined;
    if (store && kind === "text" && text !== undefined) this.#pending = { text, store };
    else store?.(undefined);
  }

  #readArgument({ kind, text }: ScriptToken): void {
    if (!this.#set) return;
    const { counts, texts, argument } = this.#set;
    if (kind === "sign" && text === ",") this.#set.argument++;
    else if (kind === "sign" && (text === ")" || text === "(")) {
      const [name, value] = texts;
      const isWhole = text === ")" && argument === 1 && counts[1] === 1;
      if (argument > 0 && counts[0] === 1 && name !== undefined) this.#addVariable(name, isWhole ? value : undefined);
      this.#set = undefined;
    } else if (argument === 0 || argument === 1) {
      counts[argument]++;
      texts[argument] = kind === "text" ? text : undefined;
    }
  }

  #readName({ kind, text = "", isOnNewLine }: ScriptToken): void {
    if (isOnNewLine) this.#typed = undefined;
    const isGoingOn = this.#joint === "." || (this.#joint === "[" && kind === "text");
    if (isGoingOn && this.#chain.length < MAX_CHAIN) this.#chain.push(text);
    else {
      if (this.#chain.length > 0) this.#mayBeKey = false;
      this.#isDeclared = this.#chain.length === 1 && DECLARATIONS.has(this.#chain[0] ?? "") && !this.#isChainText;
      this.#chain = [text];
      this.#isChainText = kind === "text";
    }
    this.#joint = this.#joint === "[" && isGoingOn ? "]" : undefined;
  }

  #readSign(sign: string): void {
    const joint = this.#joint;
    const chain = this.#chain;
    const isName = chain.length > 0 && joint === undefined && !this.#isChainText;
    this.#joint = undefined;
    switch (sign) {
      case ".":
        if (isName) this.#joint = ".";
        return;
      case "[":
        if (isName) this.#joint = "[";
        else this.#leaveChain();
        return;
      case "]":
        if (joint !== "]") this.#leaveChain();
        return;
      case ":":
        if (this.#mayBeKey && chain.length === 1) this.#member(chain[0] ?? "");
        this.#typed = this.#isDeclared && chain.length === 1 ? chain[0] : undefined;
        return this.#leaveChain();
      case "=":
        if (this.#typed !== undefined) this.#assign([this.#typed]);
        else if (isName) this.#assign(withoutRoot(chain));
        this.#typed = undefined;
        return this.#leaveChain();
      case "(":
        if (chain.length > 1 && chain.at(-1) === "set")
          this.#set = { counts: [0, 0], texts: [undefined, undefined], argument: 0 };
        return this.#leaveChain();
      case "{":
        this.#typed = undefined;
        this.#open();
        return this.#leaveChain({ mayBeKey: true });
      case ";":
        this.#typed = undefined;
        return this.#leaveChain();
      case ",":
        this.#takeShorthand();
        return this.#leaveChain({ mayBeKey: true });
      case "}":
        this.#takeShorthand();
        if (this.#deeper > 0) this.#deeper--;
        else this.#scopes.pop();
        return this.#leaveChain();
      default:
        this.#leaveChain();
    }
  }

  #leaveChain({ mayBeKey = false } = {}): void {
    this.#chain = [];
    this.#mayBeKey = mayBeKey;
  }

  /** `{name}` is whatever the name stands for. */
  #takeShorthand(): void {
    const [name] = this.#chain;
    if (!this.#mayBeKey || this.#chain.length !== 1 || name === undefined || this.#isChainText) return;
    const scope = this.#scopes.at(-1);
    if (scope && this.#isTaken(name, scope.key)) this.#objectOf(scope).take(nameIn(name), undefined);
  }

  #isTaken(property: string, object: string): boolean {
    return this.#deeper === 0 && this.#isWanted(nameIn(property), nameIn(object));
  }

  #member(key: string): void {
    const scope = this.#scopes.at(-1);
    const isTaken = this.#isTaken(key, scope?.key ?? "");
    this.#target = {
      store: (text) => {
        if (isTaken) this.#objectOf(scope).take(nameIn(key), text);
      },
      open: () => ({ key, above: scope, path: scope ? undefined : [], object: undefined }),
    };
  }

  #assign(path: readonly string[]): void {
    const [object, key] = [path.slice(0, -1), path.at(-1) ?? ""];
    const isTaken = this.#isTaken(key, object.at(-1) ?? "");
    this.#isAssigned = true;
    this.#target = {
      store: (text) => {
        if (object.length === 0) this.#addVariable(key, text);
        else if (isTaken) this.#objectAt(object).take(nameIn(key), text);
      },
      open: () => ({ key, above: undefined, path: object, object: undefined }),
    };
  }

  #addVariable(name: string, value: string | undefined): void {
    if (value === undefined && !/client|secret/i.test(name)) return;
    if (this.variables.push({ name, value }) > LIMITS.ownValues) throw tooManyValues();
  }

  #open(): void {
    const target = this.#target;
    this.#target = undefined;
    if (this.#scopes.length >= LIMITS.jsonDepth) {
      this.#deeper++;
      return;
    }
    const scope = target?.open() ?? { key: "", above: undefined, path: undefined, object: undefined };
    this.#scopes.push(scope);
    // What was assigned before is another object.
    if (scope.path) this.#knownAt(scope.path)?.objects.delete(scope.key);
  }

  #objectOf(scope: Scope | undefined): ScriptObject {
    if (!scope) return this.#globals;
    if (scope.object) return scope.object;
    const object = this.#made(scope.key);
    scope.object = object;
    const holder = scope.path ? this.#objectAt(scope.path) : scope.above && this.#objectOf(scope.above);
    if (scope.key !== "") holder?.objects.set(scope.key, object);
    return object;
  }

  #objectAt(path: readonly string[]): ScriptObject {
    let object = this.#globals;
    for (const key of path) {
      const next = object.objects.get(key) ?? this.#made(key);
      object.objects.set(key, next);
      object = next;
    }
    return object;
  }

  #knownAt(path: readonly string[]): ScriptObject | undefined {
    return path.reduce<ScriptObject | undefined>((object, key) => object?.objects.get(key), this.#globals);
  }

  #made(name: string): ScriptObject {
    const object = new ScriptObject(name);
    if (this.objects.push(object) > LIMITS.ownValues) throw tooManyValues();
    return object;
  }
}

export function tooManyValues(): UserError {
  return new UserError("import-too-large", "This is too much to import: it gives more than {0} names a value.", {
    args: [LIMITS.ownValues],
  });
}

/** `window.botOptions` and `botOptions` are one. */
function withoutRoot(path: readonly string[]): readonly string[] {
  const [first = "", ...rest] = path;
  return rest.length > 0 && ROOTS.has(first) ? rest : path;
}

const ROOTS: ReadonlySet<string> = new Set(["window", "globalThis", "self", "this", "exports", "global"]);
/** Names of one chain; nothing that is looked for is reached by more. */
const MAX_CHAIN = 10;
const ENDS: ReadonlySet<string> = new Set([",", ";", "}", ")", "]"]);
const DECLARATIONS: ReadonlySet<string> = new Set(["const", "let", "var"]);
/** TypeScript's, behind a value. */
const TYPES: ReadonlySet<string> = new Set(["as", "satisfies"]);
