// One file for every framework that loads ES modules: vitest, jest, mocha and node:test.
import { describeBox } from 'camproof/testing';
import { asked } from './options.cjs';

for (const { demo, ...options } of asked()) {
  const { startDemoBox } = demo ? await import('camproof') : {};
  await describeBox({ ...options, ...(demo && { box: () => startDemoBox(demo) }) });
}
