/*
 * The secret of a link, which stands behind its "#": that part is never sent
 * to a server, nor kept in its logs.  It is taken out of the address at once,
 * so that it is neither shared with it nor left in the history.
 */
import { useEffect, useState } from "react";

export function useSecret(): string {
  const [secret] = useState(() => location.hash.slice(1));
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  }, []);
  return secret;
}
