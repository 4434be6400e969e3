import { describeFaults } from './fault-matrix.ts';

await describeFaults('old', 1);
