import { readFile, stat } from 'node:fs/promises';
import { arch, hostname, networkInterfaces, release, uptime, userInfo } from 'node:os';
import type { Probe } from '../probe.ts';
import { clean } from '../text.ts';

const line = async (path: string): Promise<string | null> => {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null || text.trim() === '' ? null : clean(text.replaceAll('\0', ''));
};

/** Who and where we are. */
export const host: Probe<'host'> = {
  kind: 'host',
  title: 'looking at this machine',
  deadlineMs: 1_000,
  maxAgeMs: 3_600_000,
  active: false,
  source: () => '/etc/os-release, /proc/sys/kernel, /etc/machine-id',
  async observe() {
    const [osRelease, machineId, bootId, board, dmi, systemd] = await Promise.all([
      readFile('/etc/os-release', 'utf8').catch(() => ''),
      line('/etc/machine-id'),
      line('/proc/sys/kernel/random/boot_id'),
      line('/proc/device-tree/model'),
      line('/sys/class/dmi/id/product_name'),
      stat('/run/systemd/system').then(
        () => true,
        () => false,
      ),
    ]);
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const uid = process.getuid?.() ?? -1;
    return {
      hostname: clean(hostname()),
      machineId,
      bootId,
      kernel: clean(release()),
      os: clean(/^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? 'Linux'),
      arch: arch(),
      user: userName(uid),
      uid,
      groups: process.getgroups?.() ?? [],
      model: board ?? dmi,
      uptimeSeconds: Math.round(uptime()),
      systemd,
      addresses: addresses.filter(({ internal }) => !internal).map(({ address }) => address),
    };
  },
};

/** A uid without an entry in the password file makes userInfo throw. */
function userName(uid: number): string {
  try {
    return clean(userInfo().username);
  } catch {
    return `uid ${uid}`;
  }
}
