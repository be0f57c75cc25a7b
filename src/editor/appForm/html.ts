export interface FormPage {
  /** VS Code's own source for what lies on disk. */
  readonly cspSource: string;
  /** Fresh for each page. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Language of the texts, such as "en". */
  readonly language: string;
  /** What assistive technology calls the page. */
  readonly title: string;
}

/** The form's page: empty but for its script, and allowed nothing but that and its styles. */
export function formHtml({ cspSource, nonce, scriptUri, styleUri, language, title }: FormPage): string {
  const policy = ["default-src 'none'", `style-src ${cspSource} ${EMPTY_STYLE}`, `script-src 'nonce-${nonce}'`].join(
    "; ",
  );
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(styleUri)}">
</head>
<body>
<div id="form"></div>
<script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>`;
}

/** The hash of the one empty inline style that the toolkit adds when it loads. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

function attribute(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
