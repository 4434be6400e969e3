import { Refusal } from './message.ts';
import type { Lane } from './session.ts';
import type { UdpPorts } from './udp.ts';

/** The way that the packets of a track take, from a `Transport` header; refused where there is none. */
export function laneFor(
  transport: string,
  track: number,
  udp: UdpPorts | null,
  host: string,
): { lane: Lane; reply: string } {
  if (/\/TCP/i.test(transport)) {
    const channel = Number(/interleaved=(\d+)/.exec(transport)?.[1] ?? track * 2);
    return {
      lane: { kind: 'tcp', channel },
      reply: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`,
    };
  }
  const [, client] = /client_port=(\d+)/.exec(transport) ?? [];
  if (client === undefined || !udp) throw new Refusal({ status: 461 }, 'this transport is switched off');
  const port = Number(client);
  const ports = `client_port=${port}-${port + 1};server_port=${udp.rtpPort}-${udp.rtcpPort}`;
  return { lane: { kind: 'udp', host, port }, reply: `RTP/AVP;unicast;${ports}` };
}
