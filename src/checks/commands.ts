import type { NextStep } from '../model/index.ts';

const step = (text: string, argv?: readonly string[], privilege?: 'root'): NextStep => ({
  text,
  ...(argv && { argv }),
  ...(privilege && { privilege }),
});

/**
 * Every command that camproof suggests, as an argument vector. They are shown quoted, never handed to a
 * shell, and nothing else can be run from the UI.
 */
export const commands = {
  say: (text: string) => step(text),
  restartUnit: (unit: string) => step(`restart ${unit}`, ['systemctl', 'restart', unit], 'root'),
  startUnit: (unit: string) => step(`start ${unit}`, ['systemctl', 'start', unit], 'root'),
  stopUnit: (unit: string, why = `stop ${unit}`) => step(why, ['systemctl', 'stop', unit], 'root'),
  enableUnit: (unit: string) => step(`start ${unit} at every boot`, ['systemctl', 'enable', unit], 'root'),
  editUnit: (unit: string, what: string) => step(what, ['systemctl', 'edit', unit], 'root'),
  unitStatus: (unit: string) =>
    step(`see what ${unit} is and does`, ['systemctl', 'status', '--no-pager', unit]),
  journal: (unit: string) =>
    step(`read what ${unit} said`, ['journalctl', '-u', unit, '-n', '50', '--no-pager'], 'root'),
  kernelLog: (why = 'read the kernel log') => step(why, ['dmesg', '--level=err,warn', '--ctime'], 'root'),
  joinGroup: (user: string, group: string) =>
    step(`put user "${user}" into group "${group}"`, ['usermod', '-aG', group, user], 'root'),
  giveToGroup: (path: string, group: string) => step('until the next plug', ['chgrp', group, path], 'root'),
  openToGroup: (path: string) => step('until the next plug, too', ['chmod', '660', path], 'root'),
  findDeviceRule: () => step('for good: mend that rule', ['grep', '-rn', 'video4linux', '/etc/udev/rules.d']),
  continueProcess: (pid: number) =>
    step('let the stopped process go on', ['kill', '-CONT', String(pid)], 'root'),
  endProcess: (pid: number, why = 'only if it may go') => step(why, ['kill', String(pid)], 'root'),
  killProcess: (pid: number) => step('end the hung process', ['kill', '-9', String(pid)], 'root'),
  showBusiest: () => step('see what eats the processor', ['top', '-b', '-n', '2', '-d', '1', '-o', '%CPU']),
  showProcess: (pid: number) => step('see what the process is', ['ps', '-fp', String(pid)]),
  restartProcess: (what: string, pid: number) =>
    step(`restart ${what} as this shows`, ['ps', '-wwfp', String(pid)]),
  noteProcess: (pid: number) => step('note how it was started', ['ps', '-wwfp', String(pid)]),
  showOutput: (what: string, pid: number) =>
    step(
      `read what ${what} prints, where this leads`,
      ['ls', '-l', `/proc/${pid}/fd/1`, `/proc/${pid}/fd/2`],
      'root',
    ),
  showListener: (port: number) =>
    step(`see which program has port ${port}`, ['ss', '-ltnp', `sport = :${port}`], 'root'),
  whichServer: (pid: number) =>
    step(`is pid ${pid} the right one? This shows its file`, ['ps', '-wwfp', String(pid)]),
  findListener: (todo: string, port: number) =>
    step(`${todo}; this shows which program it is`, ['ss', '-ltnp', `sport = :${port}`], 'root'),
  findUnits: (todo: string, ...patterns: readonly string[]) =>
    step(todo, ['systemctl', 'list-unit-files', ...patterns]),
  listFormats: (device: string) =>
    step('list the modes of the camera', ['v4l2-ctl', '-d', device, '--list-formats-ext']),
  listControls: (device: string) =>
    step('see how its exposure is set', ['v4l2-ctl', '-d', device, '--list-ctrls-menus']),
  keepRate: (device: string) =>
    step('or keep the rate with a darker picture (exposure_auto_priority on old kernels)', [
      'v4l2-ctl',
      '-d',
      device,
      '-c',
      'exposure_dynamic_framerate=0',
    ]),
  showInput: (device: string) =>
    step('see what its input reports', ['v4l2-ctl', '-d', device, '--get-input', '--list-inputs']),
  listDevices: () => step('list every camera and node here', ['camproof', 'devices', '--all']),
  showBaseline: () =>
    step('print the cameras of now as a configuration: nothing is written', [
      'camproof',
      'init',
      '--output',
      '-',
    ]),
  listUsb: () => step('see what is plugged into the USB', ['lsusb', '-t']),
  listClients: (port: number) =>
    step(
      `see who is connected to port ${port}`,
      ['ss', '-tnp', `sport = :${port} or dport = :${port}`],
      'root',
    ),
  listListeners: () => step('see which program listens on which port', ['ss', '-ltnup'], 'root'),
  removeFile: (path: string) => step(`remove ${path}, which is no device`, ['rm', path], 'root'),
  reloadDriver: (driver: string) =>
    step(`load the driver ${driver}, if it is not loaded`, ['modprobe', driver], 'root'),
  wake: (camera: string) =>
    step('start the on-demand stream and prove it', ['camproof', 'check', '--wake', '--camera', camera]),
  checkAsRoot: () => step('check again with more privilege', ['camproof', 'check'], 'root'),
  route: (address: string) => step('see which way leads there', ['ip', 'route', 'get', address]),
  ping: (address: string) => step('see whether the host answers at all', ['ping', '-c', '3', address]),
  watch: () => step('see how often that happens', ['camproof', 'watch', '--for', '10m']),
  smoke: () => step('test WebSocket, MediaMTX and health again, without the cameras', ['camproof', 'smoke']),
  syncClock: () => step('let the network set the clock', ['timedatectl', 'set-ntp', 'true'], 'root'),
  diskUse: (path: string) => step('see what fills the disk', ['du', '-xh', '--max-depth=2', path], 'root'),
  listDecoders: () =>
    step('see whether ffmpeg runs, and what it decodes', ['ffmpeg', '-hide_banner', '-decoders']),
  showMemory: () => step('see whether memory is short', ['free', '-m']),
  roomAt: (path: string) => step('see how full its disk is', ['df', '-h', path]),
  showFolder: (path: string) => step('see whether it is there, and for whom', ['ls', '-ld', path]),
  get: (url: string) => step('ask it by hand', ['curl', '-sS', '-i', url]),
  demo: () => step('see a whole camera box on this machine', ['camproof', 'demo']),
} as const;
