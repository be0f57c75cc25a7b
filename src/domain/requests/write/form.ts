import type { Endpoint } from "../../scopes/catalogue";

/** A form with one file in it (RFC 7578). */
export interface Form {
  readonly file: { readonly name: string; readonly fileName: string; readonly type: string; readonly content: string };
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** The form that an endpoint takes in place of JSON, with what `fill` makes of its placeholders. */
export function formOf(
  { formFields, formFile }: Pick<Endpoint, "formFields" | "formFile">,
  fill: (text: string) => string,
): Form | undefined {
  if (!formFields || !formFile) return undefined;
  const { name: fileName, type, content } = formFile;
  const fields = Object.entries(formFields);
  const [name = "file"] = fields.find(([, value]) => value === FILE) ?? [];
  return {
    file: { name, fileName, type, content },
    fields: fields.flatMap(([field, value]) => (value === FILE ? [] : [[field, fill(value)] as const])),
  };
}

const FILE = "{file}";
const BOUNDARY = "request-file-boundary";

/** With the boundary that stands between the parts. */
export const MULTIPART = ["Content-Type", `multipart/form-data; boundary=${BOUNDARY}`] as const;

/** A form as the body of a request in a file. */
export function multipart({ file, fields }: Form): string {
  return [
    `--${BOUNDARY}`,
    `Content-Disposition: form-data; name="${file.name}"; filename="${file.fileName}"`,
    `Content-Type: ${file.type}`,
    "",
    file.content,
    ...fields.flatMap(([name, value]) => [
      `--${BOUNDARY}`,
      `Content-Disposition: form-data; name="${name}"`,
      "",
      value,
    ]),
    `--${BOUNDARY}--`,
  ].join("\n");
}
