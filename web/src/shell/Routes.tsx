import { Suspense, type ReactNode } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { useMe } from "@/api/query";
import NotFound from "@/pages/NotFound";
import { maySee } from "@/rooms";
import { ErrorBoundary } from "./ErrorBoundary";
import { routes, type PageRoute } from "./routes";
import { here, signInPath } from "./signin";

/** The page, if one may see it; the way to sign in, if that would help. */
function Guarded({ route: { who, Component } }: { route: PageRoute }) {
  const me = useMe();
  if (maySee(who, me)) return <Component />;
  return me ? <NotFound /> : <Redirect to={signInPath(here())} replace />;
}

/** The page of the address. */
export function Routes({ skeleton }: { skeleton: ReactNode }) {
  const [path] = useLocation();
  return (
    <ErrorBoundary at={path}>
      <Suspense fallback={skeleton}>
        <Switch>
          {routes.map((route) => (
            <Route key={route.path} path={route.path}>
              <Guarded route={route} />
            </Route>
          ))}
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}
