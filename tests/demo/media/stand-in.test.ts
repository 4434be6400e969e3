import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allowed, parseAuthorization, usersFor } from '../../../src/demo/media/stand-in/access.ts';
import { formatSdp, parseSdp } from '../../../src/demo/media/stand-in/media.ts';
import { RtpMeter } from '../../../src/demo/media/stand-in/rtp-meter.ts';
import { type RtspFrame, RtspParser } from '../../../src/demo/media/stand-in/rtsp/message.ts';
import { readH264 } from '../../../src/demo/media/stand-in/sequence-parameters.ts';
import { pathSettings } from '../../../src/demo/media/stand-in/settings.ts';

describe('RtspParser', () => {
  const text = 'ANNOUNCE rtsp://h/cam RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 3\r\n\r\nv=0';
  const bytes = Buffer.concat([
    Buffer.from(text),
    Buffer.from([0x24, 2, 0, 2, 9, 8]),
    Buffer.from('OPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n'),
  ]);
  const expected: RtspFrame[] = [
    {
      kind: 'request',
      request: {
        method: 'ANNOUNCE',
        url: 'rtsp://h/cam',
        headers: { cseq: '1', 'content-length': '3' },
        body: 'v=0',
      },
    },
    { kind: 'data', channel: 2, payload: Buffer.from([9, 8]) },
    { kind: 'request', request: { method: 'OPTIONS', url: '*', headers: { cseq: '2' }, body: '' } },
  ];

  it.each([1, 2, 7, bytes.length])('cuts a stream that comes in pieces of %i', (size) => {
    const parser = new RtspParser();
    const frames: RtspFrame[] = [];
    for (let at = 0; at < bytes.length; at += size)
      frames.push(...parser.push(bytes.subarray(at, at + size)));
    expect(frames).toEqual(expected);
  });

  it.each([
    ['no RTSP', 'GET / HTTP/1.1\r\n\r\n'],
    ['endless headers', 'x'.repeat(20_000)],
    ['a body too long', 'ANNOUNCE rtsp://h/x RTSP/1.0\r\nContent-Length: 999999999\r\n\r\n'],
    ['a body of no length', 'ANNOUNCE rtsp://h/x RTSP/1.0\r\nContent-Length: x\r\n\r\n'],
  ])('refuses %s', (_name, sent) => {
    expect(() => [...new RtspParser().push(Buffer.from(sent))]).toThrow();
  });
});

describe('RtpMeter', () => {
  const packet = (sequence: number, timestamp = 0) => {
    const header = Buffer.alloc(12);
    header.writeUInt16BE(sequence, 2);
    header.writeUInt32BE(timestamp, 4);
    return header;
  };

  it('counts gaps, also over the wrap, and no late packet', () => {
    const meter = new RtpMeter(90_000);
    for (const sequence of [65_533, 65_535, 0, 3, 1]) meter.count(packet(sequence), 0);
    expect(meter).toMatchObject({ packets: 5, lost: 3 });
  });

  it('measures no jitter where packets come as they are stamped', () => {
    const meter = new RtpMeter(90_000);
    for (let n = 0; n < 50; n++) meter.count(packet(n, n * 9000), n * 100);
    expect(meter.jitter).toBeCloseTo(0);
    for (let n = 50; n < 100; n++) meter.count(packet(n, n * 9000), n * 100 + (n % 2) * 10);
    expect(meter.jitter).toBeGreaterThan(500);
  });
});

describe('readH264', () => {
  it.each([
    ['Z0LADdoFB+wEQAAAAwBAAAAFI8UKqA==', { width: 320, height: 240, profile: 'Baseline', level: '1.3' }],
    ['Z0LAFtwKAv+XARAAAAMAEAAAAwCg8WL4', { width: 640, height: 360, profile: 'Baseline', level: '2.2' }],
    ['Z2QAKKzZQHgCJ+XARAAAAwAEAAADAPA8YMZY', { width: 1920, height: 1080, profile: 'High', level: '4' }],
  ])('reads %s', (base64, expected) => {
    expect(readH264(Buffer.from(base64, 'base64'))).toEqual(expected);
  });

  it('is null for anything else', () => {
    expect(readH264(Buffer.from('aM48gA==', 'base64'))).toBeNull();
    expect(readH264(Buffer.alloc(0))).toBeNull();
  });
});

describe('SDP', () => {
  it('keeps what readers need of each medium', () => {
    const tracks = parseSdp(
      'v=0\r\nm=video 0 RTP/AVP 96\r\nb=AS:200\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 x=1\r\na=control:streamid=0\r\n' +
        'm=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/44100/1\r\na=control:streamid=1\r\nm=audio 0 RTP/AVP 0\r\n',
    );
    expect(tracks.map(({ codec, clockRate, control }) => [codec, clockRate, control])).toEqual([
      ['H264', 90_000, 'streamid=0'],
      ['MPEG-4 Audio', 44_100, 'streamid=1'],
      ['G711', 8000, 'trackID=2'],
    ]);
    expect(formatSdp(tracks.slice(0, 1), 'rtsp://h/cam/')).toContain(
      'm=video 0 RTP/AVP 96\r\na=control:rtsp://h/cam/trackID=0\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 x=1\r\n',
    );
  });
});

describe('access', () => {
  const challenge = { realm: 'ipcam', nonce: 'abc', method: 'DESCRIBE' };
  const users = [{ user: 'viewer', pass: 'p', permissions: [{ action: 'read', path: 'cam' }] }];
  const basic = (password: string) =>
    parseAuthorization(`Basic ${Buffer.from(`viewer:${password}`).toString('base64')}`);
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const digest = (password: string, nonce: string) => {
    const response = md5(`${md5(`viewer:ipcam:${password}`)}:${nonce}:${md5('DESCRIBE:rtsp://h/cam')}`);
    return parseAuthorization(
      `Digest username="viewer", realm="ipcam", nonce="${nonce}", uri="rtsp://h/cam", response="${response}"`,
    );
  };

  it.each([
    ['nobody', null, false],
    ['the right password', basic('p'), true],
    ['a wrong password', basic('q'), false],
    ['the right digest', digest('p', 'abc'), true],
    ['a digest of a wrong password', digest('q', 'abc'), false],
    ['a digest for another nonce', digest('p', 'xyz'), false],
  ])('%s', (_name, credentials, expected) => {
    expect(allowed(users, 'read', 'cam', credentials, challenge)).toBe(expected);
  });

  it('is for the given action and path only', () => {
    expect(allowed(users, 'publish', 'cam', basic('p'), challenge)).toBe(false);
    expect(allowed(users, 'read', 'other', basic('p'), challenge)).toBe(false);
  });

  it("gives way to a path's own users", () => {
    const any = [
      {
        user: 'any',
        pass: '',
        permissions: [
          { action: 'read', path: '' },
          { action: 'publish', path: '' },
        ],
      },
    ];
    const path = pathSettings.parse({ readUser: 'viewer', readPass: 'p' });
    expect(allowed(usersFor(any, path), 'read', 'cam', null, challenge)).toBe(false);
    expect(allowed(usersFor(any, path), 'read', 'cam', basic('p'), challenge)).toBe(true);
    expect(allowed(usersFor(any, path), 'publish', 'cam', null, challenge)).toBe(true);
  });
});
