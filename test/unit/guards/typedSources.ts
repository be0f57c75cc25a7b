import ts from "typescript";

/** The compiler options of the project. */
export function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile) as { config: { compilerOptions: object } };
  const parsed = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".").options;
  delete parsed.incremental;
  delete parsed.tsBuildInfoFile;
  return parsed;
}

/** A host that has one more file. */
export function hostWith(path: string, text: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options());
  const { getSourceFile } = host;
  host.getSourceFile = (wanted, language, ...rest) =>
    wanted === path ? ts.createSourceFile(wanted, text, language) : getSourceFile(wanted, language, ...rest);
  return host;
}
