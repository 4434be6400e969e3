import { useEffect, useState } from 'react';

/** The time, every five seconds: what is alive says so, and only staleness is counted. */
export function useSeconds(): number {
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
