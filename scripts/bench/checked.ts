import { checkBox, type DemoBox } from '../../src/index.ts';

/** Checks a healthy box. A failure is no figure, but a mistake: it throws. */
export async function checked(
  { config, devices }: DemoBox,
  only?: readonly string[],
): ReturnType<typeof checkBox> {
  const result = await checkBox({ config, devices, ...(only && { options: { only } }) });
  if (result.report.counts.fail > 0) throw new Error(`a healthy box fails: ${result.report.headline}`);
  return result;
}
