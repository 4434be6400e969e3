#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';
import { EXIT } from './exit-codes.ts';
import { tooOld } from './node-version.ts';

const refusal = tooOld(process.versions.node);
if (refusal !== null) {
  process.stderr.write(refusal);
  process.exit(EXIT.badConfiguration);
}

// Compiled code is kept between runs where a folder for it can be had: a third of the start-up time.
module.enableCompileCache();

const { run } = await import('./run.ts');
await run(process.argv.slice(2));
