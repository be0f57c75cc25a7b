import ts from "typescript";

/** The compiler options of the project. */
export function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile) as { config: { compilerOptions: object } };
  const parsed = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".").options;
  delete parsed.incremental;
  delete parsed.tsBuildInfoFile;
  return parsed;
}

const parsed = new Map<string, ts.SourceFile | undefined>();

/** A host that parses each file once for all programs of these options. */
export function sharedHost(): ts.CompilerHost {
  const host = ts.createCompilerHost(options());
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) => {
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  return host;
}

/** The same with one more file. */
export function hostWith(path: string, text: string): ts.CompilerHost {
  const host = sharedHost();
  const { getSourceFile } = host;
  host.getSourceFile = (wanted, language, ...rest) =>
    wanted === path ? ts.createSourceFile(wanted, text, language) : getSourceFile(wanted, language, ...rest);
  return host;
}
