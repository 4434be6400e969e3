import { boot, prepare } from '../../tests/lab/boot.ts';
import { atMost, type Part } from './row.ts';

/** What real V4L2 devices cost, in the emulated machine: without a process start, beside v4l2-ctl in the same boot. */
export const devices: Part = async function* () {
  const why = prepare();
  if (why !== null) throw new Error(why);
  const { ran, outcomes } = await boot('n_devs=1 node_types=0x1', 'figures');
  const [outcome] = outcomes;
  if (!outcome || outcome.error !== null) throw new Error(outcome?.error ?? ran.stderr);
  const figure = (name: string) => Number(outcome.facts[name]);
  yield atMost('enumeration of 8 devices / v4l2-ctl', figure('to v4l2-ctl'), '×', 1);
  yield atMost('enumeration of 64 devices / of 8', figure('growth'), '×', 8.5);
  yield atMost('processor of a check of 64 devices / of 8', figure('growth of a sweep'), '×', 8.5);
  yield atMost('each device of 33 to 64 / of 9 to 32', figure('steepness of a sweep'), '×', 1.25);
};
