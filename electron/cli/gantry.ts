#!/usr/bin/env node
import { allowClosedReaders } from './closed-reader.ts';
import { exitStatus } from './exit-status.ts';
import { reportFailure, run } from './main.ts';

const controller = new AbortController();
const argv = process.argv.slice(2);
const io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: controller.signal,
};

/** The first time everything that runs is cancelled and cleans up; the second time there is no waiting. */
function cancel(): void {
  if (controller.signal.aborted) process.exit(exitStatus.cancelled);
  controller.abort();
}

process.on('SIGINT', cancel);
process.on('SIGTERM', cancel);

allowClosedReaders();

/** What slipped through everywhere else; the state is unknown, so there is no going on. */
function fail(failure: unknown): void {
  process.exit(reportFailure(failure, argv, io));
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

process.exitCode = await run(argv, io);
