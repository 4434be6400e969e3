import type { ReadingKind } from '../model/index.ts';
import type { Probe } from './probe.ts';

/** Every probe there is, by the kind of reading it makes. Adding one is a file and a line here. */
export const probes: { readonly [K in ReadingKind]?: Probe<K> } = {};
