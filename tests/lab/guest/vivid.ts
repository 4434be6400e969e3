import { run } from './run.ts';

/** Takes all of vivid's devices away and makes others: so many capture nodes, or what its options say. */
export async function vivid(devices: number | string): Promise<void> {
  const types = (count: number) => Array.from({ length: count }, () => '0x1').join(',');
  const options = typeof devices === 'string' ? devices : `n_devs=${devices} node_types=${types(devices)}`;
  const asUdevDoes = 'chgrp video /dev/video* && chmod 660 /dev/video*';
  const { code, stderr } = await run([
    'sh',
    '-c',
    `modprobe -r vivid && modprobe vivid ${options} && ${asUdevDoes}`,
  ]);
  if (code !== 0) throw new Error(stderr);
}
