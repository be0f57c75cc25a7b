import type { JwtApp } from "./jwtApp";

type WithHost = Pick<JwtApp, "host" | "hostFromFile">;

/** Whether the app's host came from a file of a workspace, and no person has let a token go there yet. */
export function isHostUnconfirmed({ host, hostFromFile }: WithHost): boolean {
  return host !== undefined && host === hostFromFile;
}

/** The app as somebody who may write to a workspace describes it: its host counts once a person has confirmed it. */
export function withHostFromFile<App extends WithHost>({ hostFromFile: _, ...app }: App): Omit<App, "hostFromFile"> {
  return app.host === undefined ? app : { ...app, hostFromFile: app.host };
}

/** A person has seen this host in a question, and let a token go there; another one that the app has by now stays open. */
export function withConfirmedHost(app: JwtApp, host: string | undefined): JwtApp {
  if (app.hostFromFile !== host) return app;
  const { hostFromFile: _, ...rest } = app;
  return rest;
}
