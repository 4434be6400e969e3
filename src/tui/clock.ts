/** `14:02:11` by the clock of this machine, which is also the journal's: what the technician sees on the wall. */
export const clock = (iso: string): string => new Date(iso).toTimeString().slice(0, 8);
