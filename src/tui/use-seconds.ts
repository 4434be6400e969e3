import { useEffect, useState } from 'react';

/** The time, at `since` (`Date.now()`) and every five seconds from then on: what is alive says so, only staleness is counted. */
export function useSeconds(since: number): number {
  const [now, tick] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, [since]);
  return Math.max(now, since);
}
