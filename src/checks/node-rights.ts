import type { Camera } from '../cameras/cameras.ts';
import { publisherOf } from '../cameras/publisher.ts';
import { type Finding, type ProcessInfo, reading, type Sweep, type VideoNode } from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, saw } from './finding.ts';
import { isFed } from './mediamtx-facts.ts';

/** The publisher's own user and groups decide, not camproof's. */
export function closedToPublisher(sweep: Sweep, camera: Camera, node: VideoNode): Finding | null {
  const table = reading(sweep.readings, 'processes');
  const publisher = publisherOf(sweep, camera);
  if (!table || !publisher || publisher.devices.includes(node.path) || mayOpen(publisher, node)) return null;
  // It may have got it from whoever started it, or by a capability: pictures that arrive prove that it did.
  if (!publisher.fdsReadable && isFed(sweep, camera)) return null;
  const user = publisher.user ?? `uid ${publisher.uid}`;
  const group = node.group ?? String(node.gid);
  const evidence = [
    saw(
      'publisher',
      `pid ${publisher.pid} ${publisher.comm} as ${user}, groups ${publisher.groups.join(' ')}`,
      table,
    ),
    saw('node', `${node.path} has mode ${mode(node)}, owner uid ${node.uid ?? '?'}, group ${group}`, table),
  ];
  const byGroup = ((node.mode ?? 0) & 0o060) === 0o060 && node.gid !== 0;
  const facts = { path: node.path, user, group, mode: mode(node), byGroup, unit: publisher.unit };
  return about('device', camera.id).fail(
    `user "${user}" has no right to open ${node.path}`,
    evidence,
    diagnose('device-denied', facts),
  );
}

/** `660`, as chmod takes it. */
const mode = (node: VideoNode): string => (node.mode ?? 0).toString(8).padStart(3, '0');

function mayOpen(process: ProcessInfo, node: VideoNode): boolean {
  if (node.mode === null || node.gid === null || process.uid === 0) return true;
  if (process.uid === node.uid) return (node.mode & 0o600) === 0o600;
  if (process.groups.includes(node.gid)) return (node.mode & 0o060) === 0o060;
  return (node.mode & 0o006) === 0o006;
}
