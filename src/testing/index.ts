/** camproof inside test frameworks: the same sweep, the same judgement, as tests. */
export { BoxFailure } from './box-failure.ts';
export { describeBox, describeBoxSync } from './describe-box.ts';
export { type BoxExpectation, type Expectation, expectBox } from './expect-box.ts';
export type { FrameworkName, TestFramework } from './frameworks.ts';
export type { DescribeOptions, ProbeOptions, ProvedBox, StartedBox } from './options.ts';
export { probeBox, probeBoxSync } from './probe-box.ts';
