/** How busy a machine is, as far as it was seen. */
export interface Busy {
  readonly load: { readonly average: number; readonly cpus: number } | null;
  /** The process of the cameras that takes most; `share` of one core. */
  readonly busiest: { readonly comm: string; readonly pid: number; readonly share: number } | null;
}

/** Who takes less than this of a core is not who keeps the machine busy. */
const MUCH = 0.1;

/** `, load 5.2 on 2 cores; of the cameras' processes ffmpeg (pid 812) takes most, 97 % of a core`. */
export const busyWords = ({ load, busiest }: Busy): string =>
  `${load ? `, load ${load.average.toFixed(1)} on ${load.cpus} cores` : ''}${busiest && busiest.share >= MUCH ? `; of the cameras' processes ${busiest.comm} (pid ${busiest.pid}) takes most, ${Math.round(busiest.share * 100)} % of a core` : ''}`;
