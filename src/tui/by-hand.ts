import type { Expectations } from '../index.ts';

type ByHand = (match: readonly string[], expected: Expectations) => string;

/** How a technician looks at the same thing without camproof, by how the source of an evidence is written. */
const TABLE: readonly (readonly [RegExp, ByHand])[] = [
  [/^GET (\/\S+?),?(?: |$)/, ([path], { mediamtx }) => `curl -sS ${mediamtx.url}${path}`],
  [/^GET (https?:\S+?),?(?: |$)/, ([url]) => `curl -sS -i ${url}`],
  [/^WHEP (\S+)/, ([url]) => `curl -sS -i -X OPTIONS ${url}`],
  [/rtsp-read (\S+)/, ([url]) => `ffprobe -v error -rtsp_transport tcp -show_streams ${url}`],
  [/^QUERYCAP.* of (\S+)/, ([node]) => `v4l2-ctl -d ${node} --all`],
  [/^(\/proc\/\d+)\/stat/, ([process]) => `cat ${process}/status`],
  [/^\/proc\/PID\//, () => 'fuser -v /dev/video*'],
  [/^(\S+video4linux), /, ([folder]) => `ls -l ${folder} /dev/v4l/by-id`],
  [/^WebSocket /, () => 'camproof smoke'],
  [/^(timedatectl .*)/, ([command]) => command ?? ''],
];

/** What showed an evidence, and the command that shows it again by hand where there is one. */
export function seenBy(source: string, expected: Expectations): string {
  for (const [pattern, command] of TABLE) {
    const match = pattern.exec(source);
    if (match) return `seen by: ${source}; by hand: ${command(match.slice(1), expected)}`;
  }
  return `seen by: ${source}`;
}
