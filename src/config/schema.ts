import * as z from 'zod';

// The configuration file: every key with its type, its default and what it is for. docs/configuration.md and the
// messages of a bad file are made of it.

const url = (protocols: readonly string[], what: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `a URL with ${protocols.join(' or ')}//`,
      abort: true,
    })
    .refine((text) => URL.canParse(text) && new URL(text).username === '', {
      error: 'a URL without user and password: those have keys of their own',
    })
    .describe(what);
const file = (what: string) => z.string().min(1).describe(what);
const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const method = z.string().min(1).nullable();

/** YAML 1.2 reads `off` and `no` as words, YAML 1.1 as false: all are meant. */
const OFF = z.literal([false, 'off', 'no']).transform(() => false as const);

const expectation = z.strictObject({
  width: count.optional().describe('pixels'),
  height: count.optional().describe('pixels'),
  fps: z.number().positive().optional().describe('frames per second'),
  codec: z.string().optional().describe('H264, H265, VP8, VP9, AV1 or JPEG'),
  usb: z
    .string()
    .regex(/^[0-9a-f]{4}:[0-9a-f]{4}(?: .+)?$/i, 'vendor:product and, where there is one, the serial number')
    .optional()
    .describe('which camera it is: 046d:0825 SERIAL, as `camproof init` writes it'),
  motion: z
    .enum(['none', 'always'])
    .optional()
    .describe('none: the scene stands still, so a still picture is no warning; always: then it is a failure'),
});

const camera = z.strictObject({
  name: z.string().min(1).describe('how the camera is called everywhere'),
  device: z
    .string()
    .startsWith('/dev/')
    .optional()
    .describe('node, by-id or by-path name; left out for a network source'),
  path: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('MediaMTX path, or several (main and sub); default: the name'),
  expect: expectation.optional().describe('what the stream has to be'),
  off: z.string().min(1).optional().describe('the reason why it is deliberately not working'),
});

/** Two cameras of one name, path or device could not be told apart. */
function unmistakable(
  cameras: readonly z.output<typeof camera>[],
  { addIssue }: { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void },
): void {
  const taken = new Map<string, string>();
  for (const [index, { name, path = name, device }] of cameras.entries()) {
    const claims = [
      { key: 'name', what: `name ${name}` },
      ...[path].flat().map((one) => ({ key: 'path', what: `path ${one}` })),
      ...(device === undefined ? [] : [{ key: 'device', what: `device ${device}` }]),
    ];
    for (const { key, what } of claims) {
      const owner = taken.get(what);
      const message = `something else: camera ${owner} has this ${key} already`;
      if (owner !== undefined) addIssue({ code: 'custom', path: [index, key], message });
      taken.set(what, name);
    }
  }
}

export const schema = z.strictObject({
  mediamtx: z
    .strictObject({
      url: url(['http:', 'https:'], 'address of the API').default('http://127.0.0.1:9997'),
      user: z.string().nullable().default(null).describe('user of the API'),
      password: z.string().nullable().default(null).describe('its password'),
      passwordFile: file('a file that holds the password').optional(),
      token: z.string().nullable().default(null).describe('bearer token; wins over user and password'),
      tokenFile: file('a file that holds the token').optional(),
      caFile: file('PEM of the authority behind the certificates').optional(),
      readUser: z.string().nullable().default(null).describe('reader of the streams; default: user'),
      readPassword: z.string().nullable().default(null).describe('its password'),
      readPasswordFile: file('a file that holds it').optional(),
      rtspUrl: url(['rtsp:', 'rtsps:'], "default: MediaMTX's own configuration tells")
        .nullable()
        .default(null),
      hlsUrl: url(['http:', 'https:'], "default: MediaMTX's own configuration tells")
        .nullable()
        .default(null),
      webrtcUrl: url(['http:', 'https:'], "default: MediaMTX's own configuration tells")
        .nullable()
        .default(null),
      transport: z.enum(['tcp', 'udp']).default('tcp').describe('how camproof reads streams'),
    })
    .prefault({}),
  service: z
    .union([
      OFF,
      z.strictObject({
        url: url(['ws:', 'wss:'], 'WebSocket of the camera service').default('ws://127.0.0.1:8002/ws'),
        token: z.string().nullable().default(null).describe('a JSON Web Token of a viewer'),
        tokenFile: file('a file that holds the token').optional(),
        caFile: file('PEM of the authority behind its certificate').optional(),
        unit: z
          .string()
          .min(1)
          .nullable()
          .default(null)
          .describe('its systemd unit; default: found by its port, else by its name'),
        methods: z
          .strictObject({
            ping: z.string().min(1).default('ping'),
            authenticate: method.default('authenticate'),
            cameras: method.default('get_camera_list'),
            streams: method.default('get_streams'),
            status: method.default('get_status'),
            server: method.default('get_server_info'),
            metrics: method.default('get_metrics'),
          })
          .prefault({})
          .describe('names of its methods; null where it has no such method'),
      }),
    ])
    .prefault({})
    .describe('false where there is no camera service'),
  health: z
    .union([
      OFF,
      z.strictObject({
        url: url(['http:', 'https:'], 'base of the health endpoints').default('http://127.0.0.1:8003'),
        caFile: file('PEM of the authority behind their certificate').optional(),
        endpoints: z
          .array(z.string().startsWith('/'))
          .min(1)
          .nullable()
          .default(null)
          .describe('default: all known ones are tried'),
      }),
    ])
    .prefault({})
    .describe('false where there are no health endpoints'),
  cameras: z
    .array(camera)
    .superRefine(unmistakable)
    .default([])
    .describe('the cameras that have to be here; what is not named is found by itself'),
  expectCameras: count.nullable().default(null).describe('how many cameras have to be here'),
  viewers: z
    .enum(['anywhere', 'local'])
    .default('anywhere')
    .describe('local: streams are watched on this box only, so listening on loopback is right'),
  viewerHost: z
    .string()
    .regex(/^[^\s/@]+$/, { error: 'a host name or an address' })
    .nullable()
    .default(null)
    .describe('the name or address by which viewers reach this box: streams are then played there'),
  thresholds: z
    .strictObject({
      fpsShare: share
        .default(0.8)
        .describe('below this share of the expected frame rate: warn; below half of it: fail'),
      lossShare: share.default(0.01).describe('lost packets, share of all'),
      diskFreeShare: share.default(0.05),
      memoryFreeShare: share.default(0.05),
      temperatureCelsius: z.number().default(80),
      healthLatencyMs: z.number().positive().default(1000),
      pingMs: z.number().positive().default(500),
      loopDelayMs: z
        .number()
        .positive()
        .default(250)
        .describe("camproof's own delay above which a time-out proves nothing"),
      healthAgeSeconds: z.number().positive().default(60),
    })
    .prefault({}),
  budget: z
    .strictObject({
      mbitPerSecond: z.number().positive().default(4).describe('read from streams'),
      cpuShare: share
        .refine((value) => value > 0, { error: 'more than 0' })
        .default(0.1)
        .describe('processor time, of one core; children included'),
    })
    .prefault({})
    .describe(
      'what `camproof watch` may take on average while it opens and plays streams: the next one waits until then',
    ),
  ffmpeg: z.string().min(1).nullable().default(null).describe('an ffmpeg to use instead of the one on PATH'),
});

export type FileConfig = z.output<typeof schema>;
