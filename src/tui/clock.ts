/** `14:02:11` by the clock of this machine, which is also the journal's: what the technician sees on the wall. */
export const clock = (iso: string): string => new Date(iso).toTimeString().slice(0, 8);

/** The same with its day, where that is not today: `11-24 14:02:11`. */
export function moment(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  const day = `${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')} `;
  return `${at.toDateString() === now.toDateString() ? '' : day}${clock(iso)}`;
}
