/** A mounted file system, or one that is meant to be. */
export interface Mount {
  readonly folder: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/**
 * Lines of /proc/self/mountinfo. What counts are the options of the file system itself, at the end of the line: a sandbox
 * (`ProtectSystem=`) mounts what can be written read-only for us alone.
 */
export function mountsNow(table: string): readonly Mount[] {
  return table.split('\n').flatMap((line) => {
    const [mount = '', system = ''] = line.split(' - ');
    const [type = '', , options = ''] = system.split(' ');
    return mountsAt(mount.split(' ')[4], type, options);
  });
}

/** Lines of /etc/fstab. */
export function mountsPlanned(table: string): readonly Mount[] {
  return table
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => {
      const [, folder, type = '', options = ''] = line.trim().split(/\s+/);
      return mountsAt(folder, type, options);
    });
}

/** None where there is no folder; blanks in its name are written as `\\040`. */
function mountsAt(folder = '', type: string, options: string): readonly Mount[] {
  const name = folder.replace(/\\(\d{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return name === '' ? [] : [{ folder: name, type, readOnly: options.split(',').includes('ro') }];
}

/** The mount with the longest folder above the path. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter(({ folder }) => path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`))
    .toSorted((one, other) => one.folder.length - other.folder.length)
    .at(-1);
}
