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
  enableUnit: (unit: string) => step(`start ${unit} at every boot`, ['systemctl', 'enable', unit], 'root'),
  editUnit: (unit: string, what: string) => step(what, ['systemctl', 'edit', unit], 'root'),
  unitStatus: (unit: string) =>
    step(`see why ${unit} is in that state`, ['systemctl', 'status', '--no-pager', unit]),
  journal: (unit: string) =>
    step(`read what ${unit} said`, ['journalctl', '-u', unit, '-n', '50', '--no-pager'], 'root'),
  kernelLog: () => step('read the kernel log', ['dmesg', '--level=err,warn', '--ctime'], 'root'),
  joinGroup: (user: string, group: string) =>
    step(`put user "${user}" into group "${group}"`, ['usermod', '-aG', group, user], 'root'),
  giveToGroup: (path: string, group: string) =>
    step(`give it to group "${group}", until it is plugged in again`, ['chgrp', group, path], 'root'),
  openToGroup: (path: string) => step('let its group open it', ['chmod', '660', path], 'root'),
  continueProcess: (pid: number) =>
    step('let the stopped process go on', ['kill', '-CONT', String(pid)], 'root'),
  endProcess: (pid: number) => step('end the process', ['kill', String(pid)], 'root'),
  killProcess: (pid: number) => step('end the hung process', ['kill', '-9', String(pid)], 'root'),
  showBusiest: () => step('see what eats the processor', ['top', '-b', '-n', '2', '-d', '1', '-o', '%CPU']),
  showProcess: (pid: number) => step('see what the process is', ['ps', '-fp', String(pid)]),
  listFormats: (device: string) =>
    step('list the modes of the camera', ['v4l2-ctl', '-d', device, '--list-formats-ext']),
  listControls: (device: string) =>
    step('see how its exposure is set', ['v4l2-ctl', '-d', device, '--list-ctrls-menus']),
  showInput: (device: string) =>
    step('see what its input reports', ['v4l2-ctl', '-d', device, '--get-input', '--list-inputs']),
  listDevices: () => step('list every camera and node here', ['camproof', 'devices', '--all']),
  showBaseline: () =>
    step('show what differs from the configuration; without --force it overwrites nothing', [
      'camproof',
      'init',
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
  roomAt: (path: string) => step('see how full its disk is', ['df', '-h', path]),
  showFolder: (path: string) => step('see whether it is there, and for whom', ['ls', '-ld', path]),
  get: (url: string) => step('ask it by hand', ['curl', '-sS', '-i', url]),
  demo: () => step('see a whole camera box on this machine', ['camproof', 'demo']),
} as const;
