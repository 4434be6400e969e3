import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { DeviceHost } from '../device-host.ts';

/** A camera brings several nodes and links, one after the other: they are told as one change, ms. */
const SETTLE_MS = 100;

export interface DeviceWatch {
  /** Something came or went: look again. */
  onChange(): void;
  /** The kernel does not tell any more (a limit of inotify, for one): whoever watches has to ask from now on. */
  onLost(error: Error): void;
  readonly signal: AbortSignal;
}

/**
 * Tells when video nodes, or the links to them, come and go. Opens nothing and polls nothing. Ends with the signal
 * and does not keep the process alive. Throws where /dev cannot be watched at all.
 */
export function watchDevices({ devRoot }: DeviceHost, { onChange, onLost, signal }: DeviceWatch): void {
  signal.throwIfAborted();
  const watched = new Map<string, FSWatcher>();
  let settling: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(settling);
    for (const watcher of watched.values()) watcher.close();
    watched.clear();
  };
  const changed = () => {
    settling ??= setTimeout(() => {
      settling = undefined;
      watchLinks();
      onChange();
    }, SETTLE_MS).unref();
  };
  const add = (folder: string, concerns: (name: string) => boolean) => {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || concerns(name)) changed();
    });
    watcher.on('error', (error) => {
      stop();
      onLost(error);
    });
    watched.set(folder, watcher);
  };
  /** udev makes these folders with the first camera and removes them with the last. */
  const watchLinks = () => {
    for (const name of ['v4l', 'v4l/by-id', 'v4l/by-path']) {
      const folder = join(devRoot, name);
      watched.get(folder)?.close();
      watched.delete(folder);
      try {
        add(folder, () => true);
      } catch {
        // Not there (yet): its coming is told by the folder above.
      }
    }
  };
  add(devRoot, (name) => /^video\d+$/.test(name) || name === 'v4l');
  watchLinks();
  signal.addEventListener('abort', stop, { once: true });
}
