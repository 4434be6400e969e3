import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { judge, type Report, reading, type Sweep } from '../../../src/index.ts';
import { troubleIn } from '../../../src/probes/system/journal.ts';
import type { LabBox } from './box.ts';
import { type BoxScenario, brokenLink, look, wordsAbout } from './chain.ts';
import { holds, until } from './proc.ts';
import { run } from './run.ts';

/** What is broken about the second camera, how that has to be told, and how it is mended. */
interface Fault {
  break(box: LabBox): Promise<void>;
  /** First broken link and code of its cause. */
  readonly expect: string;
  /** What the words about it have to hold. */
  says?(box: LabBox): RegExp;
  /** The same where the publisher's words went to a journal, which the guest has not. */
  readonly inJournal?: string;
  mend?(box: LabBox): Promise<void>;
}

const BROKEN = 1;
const node = (box: LabBox): string => box.nodes[BROKEN] ?? '';

async function control(box: LabBox, ...words: readonly string[]): Promise<void> {
  const { code, stderr } = await run(['v4l2-ctl', '-d', node(box), ...words]);
  assert.equal(code, 0, stderr);
}

/** The publisher stops sending: its path is offline as far as the service knows. */
const silent = (box: LabBox) => until('the stream stands still', () => !box.flows(BROKEN));
const ends = (box: LabBox) => until('the publisher ends', () => box.publishers[BROKEN]?.ended ?? true);

/** Makes the fault, checks, and compares: the camera breaks where it should, and no other one does. */
const prove =
  (fault: Fault): BoxScenario =>
  async (box) => {
    await fault.break(box);
    try {
      const { report, sweep } = await look(box);
      const words = wordsAbout(report, 'cam2');
      assert.equal(brokenLink(report, 'cam2'), fault.expect, words);
      if (fault.says) assert.match(words, fault.says(box));
      if (fault.inJournal) assert.equal(brokenLink(judgeWords(sweep, box), 'cam2'), fault.inJournal);
      for (const other of ['cam1', 'cam3']) assert.equal(brokenLink(report, other), 'proved');
      return { ms: Math.round(report.tookMs), found: fault.expect };
    } finally {
      await fault.mend?.(box);
      await box.publishers[BROKEN]?.stop();
      box.facts.forget('cam2');
      box.publish(BROKEN);
      await box.flowing();
    }
  };

/** The sweep judged again, with what the broken publisher said as the journal of a unit would have it. */
function judgeWords(sweep: Sweep, box: LabBox): Report {
  const unit = 'camera2.service';
  const lines = troubleIn(box.publishers[BROKEN]?.said ?? '');
  const from = reading(sweep.readings, 'devices') ?? assert.fail('no devices');
  const journal = { [unit]: { ...from, ok: true as const, value: { unit, lines } } };
  return judge({ ...sweep, readings: { ...sweep.readings, journal } });
}

/** Somebody else streams from the device. */
function twoOwners(): BoxScenario {
  let owner: ReturnType<typeof spawn> | null = null;
  return prove({
    expect: 'capture: device-busy',
    async break(box) {
      await box.publishers[BROKEN]?.stop();
      owner = spawn('v4l2-ctl', ['-d', node(box), '--stream-mmap', '--stream-count=100000'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      // It prints a `<` for each frame. To try and stream ourselves might take the device before it does.
      let frames = 0;
      for (const stream of [owner.stdout, owner.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => {
          frames += text.split('<').length - 1;
        });
      }
      await until('the owner streams', () => frames > 0);
      const second = box.publish(BROKEN);
      await ends(box);
      assert.match(second.said, /Device or resource busy/);
    },
    says: () => new RegExp(`pid ${owner?.pid} \\(v4l2-ctl -d .* holds /dev/video`),
    async mend() {
      if (!owner) return;
      const ended = once(owner, 'exit');
      owner.kill('SIGKILL');
      await ended;
    },
  });
}

/** ffmpeg goes on with what the driver gives it: the camera works, and not as somebody wants it. */
const replacedMode: BoxScenario = async (box) => {
  try {
    for (const [mode, nearest] of [
      [{ format: 'yuyv422', size: '330x190', rate: 5 }, 'YUYV 320x180 at 5 fps'],
      [{ format: 'yuyv422', size: '640x480', rate: 60 }, 'YUYV 640x480 at 25 fps'],
    ] as const) {
      await box.publishers[BROKEN]?.stop();
      box.facts.forget('cam2');
      const publisher = box.publish(BROKEN, { mode });
      await until('it has the device', () => holds(publisher.pid, node(box)));
      const { report } = await look(box);
      const told = report.findings.find(
        ({ subject, checkId }) => subject === 'cam2' && checkId === 'capture',
      );
      assert.deepEqual(
        [told?.status, told?.diagnosis?.code],
        ['warn', 'mode-changed'],
        wordsAbout(report, 'cam2'),
      );
      assert.match(
        told?.diagnosis?.nextSteps[0]?.text ?? '',
        new RegExp(`publisher ask for ${nearest} \\(ffmpeg`),
      );
    }
    return { modes: 2 };
  } finally {
    await box.publishers[BROKEN]?.stop();
    box.facts.forget('cam2');
    box.publish(BROKEN);
    await box.flowing();
  }
};

/** The device goes, its node stays; vivid brings it back once nobody has it open any more. */
function goneBehindItsNode(): BoxScenario {
  let held = -1;
  return prove({
    expect: 'device: device-gone',
    async break(box) {
      held = openSync(node(box), 'r+');
      await control(box, '-c', 'disconnect=1');
      await ends(box);
      assert.equal(box.publishers[BROKEN]?.code, 0);
    },
    says: () => /ENODEV/,
    mend: async () => closeSync(held),
  });
}

/** A user that every system has, and that is in no group of devices. */
const DAEMON = { uid: 1, gid: 1 };

export const faults: Readonly<Record<string, BoxScenario>> = {
  'the second owner of a device is told the first one’s pid and command': twoOwners(),
  'a publisher without the group is told the group for its user': prove({
    expect: 'device: device-denied',
    async break(box) {
      await box.publishers[BROKEN]?.stop();
      const publisher = box.publish(BROKEN, { user: DAEMON, again: true });
      await until('it was refused', () => publisher.said.includes('Permission denied'));
      await silent(box);
    },
    says: () => /"usermod","-aG","video","daemon"/,
  }),
  // ffmpeg looks for a frame a hundred times a second: its process lives, and only the bytes tell.
  'a stall of the camera is told, though its publisher lives': prove({
    expect: 'ready: no-bytes',
    async break(box) {
      await control(box, '-c', 'percentage_of_dropped_buffers=100');
      await silent(box);
    },
    says: (box) => new RegExp(`\\(pid ${box.publishers[BROKEN]?.pid}\\) runs and has ${node(box)} open`),
    mend: (box) => control(box, '-c', 'percentage_of_dropped_buffers=0'),
  }),
  'a fatal streaming error leaves no publisher, and an exit code of nought': prove({
    expect: 'capture: no-publisher',
    async break(box) {
      await control(box, '-c', 'inject_fatal_streaming_error=1');
      await ends(box);
      assert.equal(box.publishers[BROKEN]?.code, 0);
    },
    inJournal: 'capture: streaming-error',
  }),
  'an input without a signal is told as such': prove({
    expect: 'device: no-signal',
    async break(box) {
      await box.publishers[BROKEN]?.stop();
      await control(box, '-i', '3');
      await control(box, '-c', 'dv_timings_signal_mode=1');
    },
    says: () => /no signal/,
    async mend(box) {
      await control(box, '-c', 'dv_timings_signal_mode=0');
      await control(box, '-i', '0');
    },
  }),
  'a format that the device has not is told with the nearest mode': prove({
    expect: 'capture: mode-not-offered',
    async break(box) {
      await box.publishers[BROKEN]?.stop();
      const mode = { format: 'mjpeg', size: '320x180', rate: 10 };
      const publisher = box.publish(BROKEN, { mode, again: true });
      await until('it was refused', () => publisher.said.includes('proper format'));
      await silent(box);
    },
    says: () => /ask for YUYV 320x180 at 10 fps/,
  }),
  'a size and a rate that the driver replaced are told with the nearest mode': replacedMode,
  'a device that went away behind its node is told as gone': goneBehindItsNode(),
};
