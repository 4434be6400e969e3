// Starts a media server and prints its pid and that of its hook's child, then waits to be killed.
import { readdirSync, readFileSync } from 'node:fs';
import { startMediaServer } from '../../../src/demo/media/start-media-server.ts';
import { until } from '../../contract/publisher.ts';

const [server, generation] = process.argv.slice(2);
const media = await startMediaServer({
  server: server === 'mediamtx' ? 'mediamtx' : 'stand-in',
  generation: generation === 'old' ? 'old' : 'new',
  paths: [{ name: 'cam', runOnInit: 'sleep 987' }],
});
const hook = await until(
  'the hook',
  async () =>
    readdirSync('/proc').find((pid) => {
      try {
        const parent = / (\d+) \(?/.exec(
          readFileSync(`/proc/${pid}/status`, 'utf8').replace(/[\s\S]*PPid:\s*(\d+)[\s\S]*/, ' $1 '),
        )?.[1];
        return Number(parent) === media.pid;
      } catch {
        return false;
      }
    }),
  5000,
);
process.stdout.write(`${JSON.stringify({ server: media.pid, hook: Number(hook) })}\n`);
setInterval(() => undefined, 1000);
