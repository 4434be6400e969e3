// Runs in the guest: makes a whole box of its cameras and runs a command in it, which finds the configuration by
// itself. Ends with the command's exit code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { LabBox } from './box.ts';

const [program = 'sh', ...words] = process.argv.slice(2);
process.stderr.write('lab: starting the media server, a publisher for each camera and the camera service\n');
await using box = await LabBox.start();
process.stderr.write(`lab: ${box.nodes.length} cameras publish; configuration: ${box.configFile}\n`);
// Ctrl-C is for the command; the box ends after it.
process.on('SIGINT', () => {});
const child = spawn(program, words, {
  stdio: 'inherit',
  env: { ...process.env, CAMPROOF_CONFIG: box.configFile },
});
const [code] = await once(child, 'exit');
process.exitCode = code ?? 126;
