import { once } from 'node:events';
import { connect, type NetConnectOpts } from 'node:net';

/** Does anybody take connections there? What was killed may leave its socket's file behind. */
export async function listens(at: NetConnectOpts): Promise<boolean> {
  const socket = connect(at);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
