/** A TCP connection tried to an outer address of this box, as a viewer elsewhere would make it. A firewall beyond the box is not proved by it. */
export interface OutsideTry {
  readonly address: string;
  readonly port: number;
  readonly open: boolean;
}
