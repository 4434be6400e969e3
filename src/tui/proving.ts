/** What is running, where that takes so long that one asks. */
const LONG: Readonly<Record<string, string>> = {
  rtsp: 'stream',
  pictures: 'pictures',
  hls: 'HLS',
  webrtc: 'WebRTC',
  capabilities: 'device',
  'service.compliance': 'JSON-RPC cases',
  'health.burst': 'health under load',
};

/** The probes under way (`kind:subject`) that one waits for, in words. */
export function proving(running: readonly string[]): readonly string[] {
  return running.flatMap((key) => {
    const [kind = '', ...subject] = key.split(':');
    const words = LONG[kind];
    return words === undefined ? [] : [subject.join(':') === 'box' ? words : `${subject.join(':')} ${words}`];
  });
}
