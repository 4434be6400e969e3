import { describeFaults } from './fault-matrix.ts';

await describeFaults('new', 1);
