/** The app files, one text for each app id. Ids are UUIDs; an adapter refuses anything else. */
export interface AppFiles {
  /** Ids of all app files, in no particular order; empty when there is no folder yet. */
  list(): Promise<string[]>;
  /** Undefined when there is no such file. Throws when it can't be read, a `UserError` when it is too large or not UTF-8 (see `decodeAppFile`). */
  read(id: string): Promise<string | undefined>;
  /** Replaces the file as a whole, or leaves it as it was and throws. */
  write(id: string, text: string): Promise<void>;
  /** Does nothing when there is no such file. */
  delete(id: string): Promise<void>;
}

/** Of the file with all slugs, in which one takes 100 to 250. */
export const MAX_SLUGS_BYTES = 20_000_000;

/** What `vscode.SecretStorage` gives. `keys` came after our oldest supported VS Code. */
export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  store(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  keys?(): Promise<string[]>;
}

/**
 * Marks apps that are being changed, one marker for each app id. It serves as lock between windows, and as a reminder
 * of what a dead window left half done, since the secrets of an app without a file can't be listed.
 */
export interface AppJournal {
  /** Creates the marker; false when there is one already. No two windows get true, as far as the host can promise it. */
  begin(id: string, text: string): Promise<boolean>;
  read(id: string): Promise<string | undefined>;
  /** Removes the marker if it still reads `text`. */
  end(id: string, text: string): Promise<void>;
  /** Ids of all markers. */
  list(): Promise<string[]>;
}
