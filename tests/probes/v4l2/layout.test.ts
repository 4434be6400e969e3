import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { IOCTL, OFFSETS, SIZES } from '../../../src/probes/v4l2/ioctl.ts';

/** Our name of a member → its name in linux/videodev2.h, where it is another one. */
const MEMBERS: Readonly<Record<string, string>> = {
  'capability.busInfo': 'bus_info',
  'capability.deviceCaps': 'device_caps',
  'frmsizeenum.pixelFormat': 'pixel_format',
  'frmsizeenum.width': 'discrete.width',
  'frmsizeenum.height': 'discrete.height',
  'frmsizeenum.minWidth': 'stepwise.min_width',
  'frmsizeenum.maxWidth': 'stepwise.max_width',
  'frmsizeenum.stepWidth': 'stepwise.step_width',
  'frmsizeenum.minHeight': 'stepwise.min_height',
  'frmsizeenum.maxHeight': 'stepwise.max_height',
  'frmsizeenum.stepHeight': 'stepwise.step_height',
  'frmivalenum.pixelFormat': 'pixel_format',
  'frmivalenum.numerator': 'discrete.numerator',
  'frmivalenum.denominator': 'discrete.denominator',
  'frmivalenum.maxNumerator': 'stepwise.max.numerator',
  'frmivalenum.maxDenominator': 'stepwise.max.denominator',
  'format.width': 'fmt.pix.width',
  'format.height': 'fmt.pix.height',
  'format.pixelformat': 'fmt.pix.pixelformat',
  'streamparm.numerator': 'parm.capture.timeperframe.numerator',
  'streamparm.denominator': 'parm.capture.timeperframe.denominator',
};

const offsets = Object.entries(OFFSETS).flatMap(([struct, members]) =>
  Object.entries(members).map(([member, offset]) => ({ key: `${struct}.${member}`, struct, member, offset })),
);

/** What the compiler says about the same sizes, numbers and offsets. */
function compiled(): Readonly<Record<string, number>> {
  const lines = [
    ...Object.keys(SIZES).map((name) => `print("size ${name}", sizeof(struct v4l2_${name}));`),
    ...Object.keys(IOCTL).map((name) => `print("ioctl ${name}", VIDIOC_${name});`),
    ...offsets.map(
      ({ key, struct, member }) =>
        `print("${key}", offsetof(struct v4l2_${struct}, ${MEMBERS[key] ?? member}));`,
    ),
    // The multi-planar members begin where the single-planar ones do: one offset serves both.
    'print("mplane.width", offsetof(struct v4l2_format, fmt.pix_mp.width));',
    'print("mplane.height", offsetof(struct v4l2_format, fmt.pix_mp.height));',
    'print("mplane.pixelformat", offsetof(struct v4l2_format, fmt.pix_mp.pixelformat));',
  ];
  const folder = mkdtempSync(join(tmpdir(), 'camproof-layout-'));
  try {
    const source = join(folder, 'layout.c');
    const program = join(folder, 'layout');
    writeFileSync(
      source,
      `#include <linux/videodev2.h>
#include <stddef.h>
#include <stdio.h>
static void print(const char *name, unsigned long value) { printf("%s=%lu\\n", name, value); }
int main(void) {
${lines.join('\n')}
return 0; }
`,
    );
    execFileSync('cc', ['-Wall', '-Werror', '-o', program, source], { stdio: ['ignore', 'pipe', 'inherit'] });
    const rows = execFileSync(program, { encoding: 'utf8' }).trim().split('\n');
    return Object.fromEntries(
      rows.map((row) => row.split('=')).map(([name, value]) => [name, Number(value)]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('has the sizes, numbers and offsets that the C compiler has', () => {
  const { width, height, pixelformat } = OFFSETS.format;
  expect({
    ...Object.fromEntries(Object.entries(SIZES).map(([name, size]) => [`size ${name}`, size])),
    ...Object.fromEntries(Object.entries(IOCTL).map(([name, number]) => [`ioctl ${name}`, number])),
    ...Object.fromEntries(offsets.map(({ key, offset }) => [key, offset])),
    'mplane.width': width,
    'mplane.height': height,
    'mplane.pixelformat': pixelformat,
  }).toEqual(compiled());
});
