// Builds camproof and the lab's own programs for the guest. Inside the repository, so that what is not bundled
// (koffi) is found.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, PROGRAMS } from '../bundle.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(root, '.cache/lab');
rmSync(folder, { recursive: true, force: true });
await bundle(root, folder, {
  ...PROGRAMS,
  scenarios: 'tests/lab/guest/main.ts',
  box: 'tests/lab/guest/box-command.ts',
});
