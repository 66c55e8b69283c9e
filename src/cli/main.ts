#!/usr/bin/env node
import type { CliContext } from './context.js';
import { EXIT } from './exit.js';
import { endOnInterrupt } from './interrupt.js';
import { run } from './program.js';

const abort = new AbortController();

const onHangup = endOnInterrupt(abort);

let ignoresOutputErrors = false;

// Without a listener a closed pipe would end the process with a stack trace.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: Error) => {
    if (!ignoresOutputErrors) abort.abort(error);
  });
}

const context: CliContext = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: abort.signal,
  onHangup,
  ignoreOutputErrors: () => {
    ignoresOutputErrors = true;
  },
  exitCode: EXIT.ok,
};

process.exitCode = await run(process.argv.slice(2), context);
