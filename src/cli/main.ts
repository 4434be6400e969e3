#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import process from 'node:process';

// Compiled code is kept between runs where a folder for it can be had: a third of the start-up time.
enableCompileCache();

const { run } = await import('./run.ts');
await run(process.argv.slice(2));
