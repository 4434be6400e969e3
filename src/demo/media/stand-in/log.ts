/** Writes a line as MediaMTX prints it: `2026/11/23 13:46:53 INF [RTSP] listener opened`. */
export type Log = (level: 'INF' | 'WAR' | 'ERR', text: string) => void;

export const logToStdout: Log = (level, text) => {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}/${two(now.getMonth() + 1)}/${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  process.stdout.write(`${day} ${time} ${level} ${text}\n`);
};
