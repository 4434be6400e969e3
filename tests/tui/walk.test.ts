import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { canHave, faults, findFault } from '../../src/demo/faults/table.ts';
import { figures, type Walked } from './walk/figures.ts';
import { walk } from './walk/walk.ts';
import type { Server } from './walk/walked-box.ts';

// The real program in a terminal, and the demo box in it broken and mended while somebody looks at the screen: healthy,
// then the fault, then healthy again. `WALK=all` (or some ids) goes through every fault there is, each alone, and prints
// how long each took (WALK_GENERATION=old and MEDIAMTX_BIN for other servers); else a part that has each link, the box, and
// each status.

const wanted = process.env['WALK']?.split(',') ?? [];
const all = wanted.length > 0;
const server: Server = {
  generation: process.env['WALK_GENERATION'] === 'old' ? 'old' : 'new',
  mediamtx: process.env['MEDIAMTX_BIN'] ?? null,
};

/** Steps of each box, those of one box after the other; what a step names is broken at once. */
const PART: readonly (readonly (readonly string[])[])[] = [
  [
    ['device-missing', 'wrong-ping'],
    ['publisher-stopped', 'health-contradicts-itself'],
    ['wrong-path-name', 'too-few-cameras'],
    ['black'],
  ],
  [['drifted-counters'], ['torn', 'missing-in-list'], ['hls-codec'], ['api-off'], ['streams-locked']],
];

/** Nothing of another box may be beside these: another media server would be taken for the one that is gone. */
const ALONE = ['media-server-down'];

/** Only what a server can do that is no stand-in. */
const suited = faults.filter(
  (fault) =>
    canHave(fault, server.generation) && !(server.mediamtx !== null && fault.server?.server === 'stand-in'),
);
const ids = suited.map(({ id }) => id).filter((id) => wanted.includes('all') || wanted.includes(id));
const alone = ids.filter((id) => ALONE.includes(id)).map((id) => [id]);
const beside = ids.filter((id) => !ALONE.includes(id)).map((id) => [id]);
const half = (which: number) => beside.filter((_, index) => index % 2 === which);
const rounds = all ? [[half(0), half(1)], [alone]] : [PART];

const walked: Walked[] = [];
describe.each(rounds.map((boxes, index) => ({ boxes, index })))(
  'each fault is seen to come and to go, round $index',
  ({ boxes }) => {
    it.concurrent.each(boxes.map((steps, box) => ({ steps, box })))(
      'box $box',
      async ({ steps }) => {
        const results = await walk(
          steps.map((step) => step.map((id) => findFault(id))),
          server,
        );
        walked.push(...results);
        expect(results.flatMap(({ id, wrong }) => wrong.map((one) => `${id}: ${one}`))).toEqual([]);
      },
      all ? 7_200_000 : 240_000,
    );
  },
);

afterAll(() => {
  if (all) console.log(figures(walked, server));
});
