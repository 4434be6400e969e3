import { startDemoBox } from '../../src/index.ts';
import { main, peak, time } from './program.ts';
import { atMost, type Part } from './row.ts';

/** What the commands cost: time as a ratio to Node itself, and memory. */
export const commands: Part = async function* () {
  {
    await using box = await startDemoBox({ cameras: 4 });
    const config = ['--config', box.configFile];
    const node = await time(['-e', '0']);
    yield atMost('camproof version / node -e 0', (await time([main, 'version'])) / node, '×', 2.5);
    yield atMost('camproof smoke / node -e 0', (await time([main, 'smoke', ...config])) / node, '×', 6);
    yield atMost('check --passive, 4 cameras', await time([main, 'check', '--passive', ...config]), 's', 0.6);
    yield atMost('check, 4 cameras', await time([main, 'check', ...config]), 's', 4);
    // The library of WebRTC takes 33 MiB of it.
    yield atMost('peak memory of check', await peak([main, 'check', ...config]), 'MiB', 120, 0);
  }
  await using box = await startDemoBox({ cameras: 64 });
  yield atMost(
    'check --passive, 64 paths',
    await time([main, 'check', '--passive', '--config', box.configFile]),
    's',
    1.2,
  );
};
