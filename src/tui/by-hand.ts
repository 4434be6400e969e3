import { known, type Sweep } from '../index.ts';

type ByHand = (match: readonly string[], sweep: Sweep) => string;

/** How a technician looks at the same thing without camproof, by how the source of an evidence is written. */
const TABLE: readonly (readonly [RegExp, ByHand])[] = [
  [/^GET (\/\S+?),?(?: |$)/, ([path], { expectations }) => `curl -sS ${expectations.mediamtx.url}${path}`],
  [/^GET (https?:\S+?),?(?: |$)/, ([url]) => `curl -sS -i ${url}`],
  [/^WHEP (\S+)/, ([url]) => `curl -sS -i -X OPTIONS ${url}`],
  [/rtsp-read (\S+)/, ([url]) => `ffprobe -v error -rtsp_transport tcp -show_streams ${url}`],
  [/^QUERYCAP.* of (\S+)/, ([node]) => `v4l2-ctl -d ${node} --all`],
  [/^(\/proc\/\d+)\/stat/, ([process]) => `cat ${process}/status`],
  [/^\/proc\/PID\//, (_, sweep) => holders(sweep)],
  [/^(\S+video4linux), /, ([folder], sweep) => `ls -l ${folder} ${nodesOf(sweep).root}/v4l/by-id`],
  [/^WebSocket /, () => 'camproof smoke'],
  [/^(timedatectl .*)/, ([command]) => command ?? ''],
];

const nodesOf = ({ readings }: Sweep) => known(readings, 'devices') ?? { root: '/dev', nodes: [] };

/** Who holds the devices, where there are any: a shell finds no name for `*` where there are none. */
function holders(sweep: Sweep): string {
  const { root, nodes } = nodesOf(sweep);
  return nodes.length === 0 ? 'ps -eo pid,user,args' : `fuser -v ${root}/video*`;
}

/** What showed an evidence, and the command that shows it again by hand where there is one. */
export function seenBy(source: string, sweep: Sweep): string {
  for (const [pattern, command] of TABLE) {
    const match = pattern.exec(source);
    if (match) return `seen by: ${source}; by hand: ${command(match.slice(1), sweep)}`;
  }
  return `seen by: ${source}`;
}
