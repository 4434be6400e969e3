// The process in which `apart.ts` has WebRTC played: orders come over the channel, answers go back. It ends when the channel
// does, after what it plays has been given up and its sessions are deleted.
import { realDevices } from '../device-host.ts';
import { faultOf } from '../run.ts';
import type { Order, Told } from './apart.ts';
import { webrtc } from './webrtc.ts';

const running = new Map<number, { readonly giveUp: AbortController; readonly done: Promise<void> }>();

process.on('message', (order: Order) => {
  if ('giveUp' in order) running.get(order.giveUp)?.giveUp.abort();
  else running.set(order.id, play(order));
});
process.once('disconnect', async () => {
  for (const { giveUp } of running.values()) giveUp.abort();
  await Promise.all([...running.values()].map(({ done }) => done));
  process.exit();
});

function play({ id, path, config, known, leftMs }: Extract<Order, { readonly id: number }>) {
  const giveUp = new AbortController();
  const context = { config, known, devices: realDevices, wake: false, signal: giveUp.signal };
  const done = webrtc
    .observe(path, { ...context, deadline: performance.now() + leftMs })
    .then(
      (value): Told => ({ id, value }),
      (error: unknown): Told => ({ id, fault: faultOf(error, 'webrtc') }),
    )
    .then((told) => {
      running.delete(id);
      process.send?.(told);
    });
  return { giveUp, done };
}
