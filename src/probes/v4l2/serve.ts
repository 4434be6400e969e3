import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { NodeCapabilities } from '../../model/index.ts';
import { type Ioctl, queryNode } from './query.ts';

/** A node that is open. */
export interface OpenedNode {
  readonly ioctl: Ioctl;
  close(): void;
}

/** Opens a node or throws an error with an errno's name as `code`. */
export type OpenNode = (path: string) => OpenedNode;

/** What the helper says, one JSON text a line: that the node is open (so a hang is in an ioctl), then the answer. */
export type HelperLine = { readonly path: string } & (
  | { readonly opened: true }
  | { readonly value: NodeCapabilities }
  | { readonly error: { readonly code: string; readonly message: string } }
);

/** Answers a line of input (the path of a node) at a time, until the input ends. */
export async function serve(open: OpenNode, input: Readable, output: Writable): Promise<void> {
  const say = (line: HelperLine) => output.write(`${JSON.stringify(line)}\n`);
  for await (const path of createInterface({ input })) {
    try {
      const node = open(path);
      try {
        say({ path, opened: true });
        say({ path, value: queryNode(node.ioctl) });
      } finally {
        node.close();
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
      say({ path, error: { code, message: error instanceof Error ? error.message : String(error) } });
    }
  }
}
