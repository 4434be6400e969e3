import type { DemoBox } from '../box.ts';
import { pathOf } from '../cameras.ts';
import type { DemoFault } from './fault.ts';
import { lossyRelay } from './lossy-relay.ts';
import { endExtras, holdDevice, publisherInWaiting } from './programs.ts';

const expect = (check: string, code: string) => [{ subject: 'cam1', check, code }];
const republish: NonNullable<DemoFault['mend']> = async (box) => {
  await box.republish(0);
};
const noticed = (box: DemoBox) => box.until(() => !box.flows(0), 'the service has noticed');

/** Faults of the links `capture`, `publish`, `ready` and `decode` that a publisher makes. */
export const publisherFaults: readonly DemoFault[] = [
  {
    id: 'publisher-stopped',
    link: 'capture',
    describes: 'the publisher is stopped by SIGSTOP; it keeps device and session',
    expect: expect('capture', 'publisher-stopped'),
    break: async (box) => {
      box.publishers[0]?.process.kill('SIGSTOP');
      await noticed(box);
    },
    mend: republish,
  },
  {
    id: 'publisher-killed',
    link: 'capture',
    describes: 'the publisher is killed and nothing starts it again',
    expect: expect('capture', 'no-publisher'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      await noticed(box);
    },
    mend: republish,
  },
  {
    id: 'device-busy',
    link: 'capture',
    describes: 'another program holds the device, the publisher is gone',
    expect: expect('capture', 'device-busy'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.extras.push(holdDevice(box.tree.node(0)));
      await noticed(box);
    },
    mend: async (box) => {
      await endExtras(box);
      await box.republish(0);
    },
  },
  {
    id: 'publisher-hung',
    link: 'capture',
    describes: 'the publisher waits for its input for ever; it keeps device and session',
    expect: expect('capture', 'publisher-hung'),
    break: async (box) => {
      await box.republish(0, { sends: { feed: await box.feed() } });
      await box.until(() => box.flows(0), 'the stream flows');
      await noticed(box);
    },
    mend: republish,
  },
  {
    id: 'mode-not-offered',
    link: 'capture',
    describes: 'the publisher asks for 1920x1080, which the camera does not have, and waits to try again',
    expect: expect('capture', 'mode-not-offered'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.extras.push(publisherInWaiting(box, ['-input_format', 'mjpeg', '-video_size', '1920x1080']));
      await noticed(box);
    },
    mend: async (box) => {
      await endExtras(box);
      await box.republish(0);
    },
  },
  {
    id: 'hook-failed',
    link: 'capture',
    describes: 'the publisher is a runOnInit command that dies at once',
    expect: expect('capture', 'hook-failed'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      await box.media.reconfigure({ paths: pathsWith(box, { runOnInit: '/bin/false' }) });
      await noticed(box);
    },
    mend: async (box) => {
      await box.media.reconfigure({ paths: pathsWith(box, {}) });
      await box.republish(0);
    },
  },
  {
    id: 'wrong-device',
    link: 'capture',
    describes: 'the publisher holds the device of the second camera',
    expect: expect('capture', 'wrong-device'),
    break: async (box) => {
      await box.republish(0, { device: box.tree.node(1) });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'wrong-path-name',
    link: 'publish',
    describes: 'the publisher sends to a path of another name, and MediaMTX lets it',
    expect: expect('publish', 'path-name-differs'),
    break: async (box) => {
      await box.media.reconfigure({ anyPath: true });
      await box.republish(0, { url: `${box.media.rtspUrl}/kamera1` });
      await box.until(
        () => box.facts.flows('kamera1') && !box.flows(0),
        'the stream flows under the other name',
      );
    },
    mend: async (box) => {
      await box.publishers[0]?.stop();
      await box.media.reconfigure({ anyPath: false });
      box.publish(0);
    },
  },
  {
    id: 'sends-nothing',
    link: 'ready',
    describes: 'the publisher lives and is connected, but sends nothing any more',
    // Else the server drops it after a while, and it is another fault.
    server: { readTimeoutSeconds: 60 },
    expect: expect('ready', 'no-bytes'),
    break: async (box) => {
      await box.republish(0, { sends: 'picture-then-nothing' });
      await box.until(() => box.flows(0), 'the stream flows');
      await noticed(box);
    },
    mend: republish,
  },
  {
    id: 'no-video',
    link: 'decode',
    describes: 'the publisher sends sound without a picture',
    expect: [
      ...expect('decode', 'no-video'),
      ...expect('service', 'service-says-alive'),
      ...expect('health', 'health-says-ok'),
    ],
    break: async (box) => {
      await box.republish(0, { sends: 'sound' });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'wrong-codec',
    link: 'decode',
    describes: 'the publisher sends Motion JPEG instead of H.264',
    expect: expect('decode', 'wrong-codec'),
    break: async (box) => {
      await box.republish(0, { sends: 'motion-jpeg' });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'wrong-size',
    link: 'decode',
    describes: 'the publisher sends 320x240 instead of 640x360',
    expect: expect('decode', 'wrong-size'),
    break: async (box) => {
      await box.republish(0, { sends: 'picture', model: { index: 0, width: 320, height: 240, fps: 15 } });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'low-frame-rate',
    link: 'decode',
    describes: 'the publisher sends 5 instead of 15 frames a second',
    expect: expect('decode', 'low-frame-rate'),
    break: async (box) => {
      await box.republish(0, { sends: 'picture', model: { index: 0, width: 640, height: 360, fps: 5 } });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'half-frame-rate',
    link: 'decode',
    describes: 'the publisher sends 8 instead of 15 frames a second: a warning',
    expect: [],
    shows: ['cam1 decode warn', 'cam1 decode-pictures pass'],
    break: async (box) => {
      await box.republish(0, { sends: 'picture', model: { index: 0, width: 640, height: 360, fps: 8 } });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'packet-loss',
    link: 'decode',
    describes: 'one of twelve packets is lost between MediaMTX and who reads: a warning',
    expect: [],
    shows: ['cam1 ready pass', 'cam1 decode warn', 'cam1 deliver-hls pass'],
    break: async (box) => {
      const relay = await lossyRelay(box.media.rtspUrl);
      box.extras.push(relay);
      box.elsewhere.rtspUrl = relay.url;
    },
    mend: async (box) => {
      delete box.elsewhere.rtspUrl;
      await endExtras(box);
    },
  },
  {
    id: 'unstable-name',
    link: 'box',
    describes: "the publisher's command line names /dev/videoN",
    expect: [],
    shows: ['box persistence warn'],
    break: async (box) => {
      await box.republish(0, { deviceName: box.tree.node(0) });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
];

/** The paths of the box, the first one with something added. */
export function pathsWith(box: DemoBox, first: object): { name: string }[] {
  return box.models.map(({ index }) => ({ name: pathOf(index), ...(index === 0 ? first : {}) }));
}
