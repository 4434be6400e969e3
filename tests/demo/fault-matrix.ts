import { afterAll, describe, expect, it } from 'vitest';
import type { DemoBox } from '../../src/demo/box.ts';
import type { DemoFault } from '../../src/demo/faults/fault.ts';
import { canHave, expectedOf, faults } from '../../src/demo/faults/table.ts';
import { findMediamtx } from '../../src/demo/media/find-mediamtx.ts';
import { breakFault, type DemoBoxOptions, mendFault, startDemoBox } from '../../src/demo/start.ts';
import { checkBox, type Report } from '../../src/index.ts';
import { LINKS } from '../../src/model/index.ts';

// Every fault of the table is made on a real box of processes, and the check has to find exactly what the table says.

const CAMERAS = 2;

/** Half of the faults of the table (for tests side by side) on boxes of one generation: the stand-in, and the real server where there is one. */
export async function describeFaults(generation: 'new' | 'old', half: 0 | 1): Promise<void> {
  const found = (await findMediamtx(process.env)).find((one) => one.generation === generation);
  const servers = [
    { name: `stand-in, ${generation} generation`, server: 'stand-in' as const },
    ...(found ? [{ name: `MediaMTX ${found.version}`, server: found }] : []),
  ];
  describe.each(servers)('$name', ({ server }) => describeServer(generation, server, half));
}

async function report(box: DemoBox, wake = false): Promise<Report> {
  const { config, devices } = box;
  return (await checkBox({ config, devices, timeoutMs: 30_000, options: { wake } })).report;
}

const failsOf = ({ findings }: Report): string[] =>
  findings
    .flatMap((one) => (one.status === 'fail' ? [`${one.subject} ${one.checkId} ${one.diagnosis?.code}`] : []))
    .toSorted();

const wanted = (fault: DemoFault): string[] =>
  expectedOf(fault, CAMERAS)
    .map(({ subject, check, code }) => `${subject} ${check} ${code}`)
    .toSorted();

/** What lies behind the first broken link of a camera's line is blocked, never red and never green. */
function behindIsBlocked({ cameras }: Report): void {
  for (const { links, firstBroken } of cameras) {
    const at = firstBroken === null ? -1 : LINKS.indexOf(firstBroken);
    if (at < 0 || at > 5) continue;
    for (const link of LINKS.slice(at + 1, 6)) expect(['blocked', 'off']).toContain(links[link]);
  }
}

async function prove(box: DemoBox, fault: DemoFault): Promise<void> {
  const made = await report(box);
  expect(failsOf(made)).toEqual(wanted(fault));
  behindIsBlocked(made);
  const shown = made.findings.map(({ subject, checkId, status }) => `${subject} ${checkId} ${status}`);
  for (const one of fault.shows ?? []) expect(shown).toContain(one);
}

function describeServer(
  generation: 'new' | 'old',
  server: NonNullable<DemoBoxOptions['server']>,
  half: 0 | 1,
): void {
  const suited = faults.filter(
    (fault, index) =>
      index % 2 === half &&
      canHave(fault, generation) &&
      (!fault.server?.server || fault.server.server === server),
  );
  let box: DemoBox | null = null;
  afterAll(() => box?.stop());

  it('is green when nothing is broken', async () => {
    box = await startDemoBox({ cameras: CAMERAS, generation, server });
    const made = await report(box);
    expect(failsOf(made)).toEqual([]);
    expect(made.cameras.map(({ id, proved, linksProved }) => ({ id, proved, linksProved }))).toEqual([
      { id: 'cam1', proved: true, linksProved: 8 },
      { id: 'cam2', proved: true, linksProved: 8 },
    ]);
    expect(['pass', 'warn']).toContain(made.verdict);
  });

  it.runIf(half === 0)('proves an on-demand path when it may wake it', async () => {
    if (!box) throw new Error('the box did not start');
    await breakFault(box, 'on-demand-idle');
    const made = await report(box, true);
    await mendFault(box, 'on-demand-idle');
    expect(failsOf(made)).toEqual([]);
    expect(made.cameras.map(({ proved, linksProved }) => ({ proved, linksProved }))).toEqual([
      { proved: true, linksProved: 8 },
      { proved: true, linksProved: 8 },
    ]);
  });

  // One box serves them all; each is proved healthy again by the next.
  it.each(suited.filter(({ server: own }) => !own).map((fault) => [fault.id, fault] as const))(
    'finds %s',
    async (id, fault) => {
      if (!box) throw new Error('the box did not start');
      await breakFault(box, id);
      try {
        await prove(box, fault);
      } finally {
        await mendFault(box, id);
      }
    },
    60_000,
  );

  it.each(suited.filter(({ server: own }) => own).map((fault) => [fault.id, fault] as const))(
    'finds %s on a box of its own',
    async (id, fault) => {
      // Alone, as on a real machine: a second media server would be taken for the one that is down.
      await box?.stop();
      box = null;
      await using own = await startDemoBox({
        cameras: CAMERAS,
        generation,
        server: fault.server?.server ?? server,
        break: [id],
      });
      await prove(own, fault);
    },
    60_000,
  );
}
