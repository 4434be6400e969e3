import { spawn } from 'node:child_process';

/** The watchdog is fed this often at most, ms; the unit's `WatchdogSec` is several times that. */
const EVERY_MS = 15_000;

/**
 * Tells systemd that the agent is ready, with its first finished round, and alive, with later ones. Does nothing where
 * no `NOTIFY_SOCKET` is given. The datagram is sent by systemd's own `systemd-notify`.
 */
export class Notifier {
  readonly #wanted: boolean;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#wanted = Boolean(env['NOTIFY_SOCKET']);
  }

  /** A round has been finished. */
  alive(): void {
    const now = performance.now();
    if (!this.#wanted || now - this.#lastAt < EVERY_MS) return;
    this.#lastAt = now;
    const child = spawn('systemd-notify', ['READY=1', 'WATCHDOG=1'], { stdio: 'ignore' });
    // Without the tool the unit does not start, and systemd says so.
    child.on('error', () => {});
    child.unref();
  }
}
