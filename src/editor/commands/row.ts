import type * as vscode from "vscode";
import type { JwtApp, TablePermission } from "../../domain/apps/jwtApp";
import type { CommandId } from "../workbench/contributions";

/** A row of the tree, as far as commands know one. */
export abstract class Row {
  readonly #isRow = true;

  /** What the row is of, in plain data. */
  abstract subject(): RowSubject;
  abstract item(): vscode.TreeItem;

  /** The command that Enter runs on the row; undefined where it folds. */
  opens(): CommandId | undefined {
    return undefined;
  }

  /** By what only our rows have: a look that runs nothing of a value which others passed. */
  static is(value: unknown): value is Row {
    return typeof value === "object" && value !== null && #isRow in value && value.#isRow;
  }
}

/** The app is the one that the row shows, which may be another by now. */
export type RowSubject =
  | { readonly kind: "app"; readonly app: JwtApp }
  /** `id`: of an app whose file can't be read. */
  | { readonly kind: "unreadable"; readonly app?: undefined; readonly id: string }
  /** `scope`: its id. */
  | { readonly kind: "scope"; readonly app: JwtApp; readonly scope: string }
  | { readonly kind: "table"; readonly app: JwtApp; readonly table: TablePermission }
  /** `endpoint`: its id. The app has that table alone which the row stands below. */
  | { readonly kind: "endpoint"; readonly app: JwtApp; readonly endpoint: string }
  | { readonly kind: "credential"; readonly app: JwtApp; readonly publicKey: string | undefined }
  /** It holds rows together. */
  | { readonly kind: "group"; readonly app?: JwtApp | undefined };

/** What a command gets of the row that it was called on: the row itself only to hand it on. */
export type CalledRow = RowSubject & { readonly itself: Row };
