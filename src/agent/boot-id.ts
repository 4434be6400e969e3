import { readFile } from 'node:fs/promises';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** What tells this start of the machine from others; null where the kernel does not say. */
export const readBootId = (): Promise<string | null> =>
  readFile(BOOT_ID, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
