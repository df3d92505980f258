import { expect, test } from 'vitest';
import type { ErrorCode, ErrorData } from '../../../shared/contract/error.ts';
import { messageOf } from '../../../shared/contract/messages.ts';

/** One example of every error, with what its message must name. */
const examples: { readonly [Code in ErrorCode]: { data: ErrorData[Code]; names: readonly string[] } } = {
  NotAProject: { data: { path: '/apps/demo' }, names: ['/apps/demo', 'appspec.yaml', 'app.json'] },
  FileUnreadable: {
    data: { path: 'app.json', reason: 'it does not exist' },
    names: ['app.json', 'it does not exist'],
  },
  FileTooLarge: {
    data: { path: 'appspec.yaml', bytes: 52_428_800, limit: 1_000_000 },
    names: ['appspec.yaml', '52.4 MB', '1.00 MB'],
  },
  NotText: { data: { path: 'appspec.yaml', encoding: 'UTF-16' }, names: ['appspec.yaml', 'UTF-16', 'UTF-8'] },
  InvalidSettings: {
    data: { path: 'gantry.json', problem: 'images must be an object' },
    names: ['gantry.json', 'images must be an object'],
  },
  UnknownTemplate: {
    data: { name: 'basic', known: ['sidecar', 'stateful'] },
    names: ['basic', 'sidecar or stateful'],
  },
  FolderNotEmpty: { data: { path: 'demo' }, names: ['demo', 'nothing was written'] },
  Usage: { data: { problem: 'the level is “x”' }, names: ['The level is “x”.'] },
  ArchiveInvalid: {
    data: { file: 'web.tar', entry: '../etc/passwd', problem: 'a name leaves the archive' },
    names: ['web.tar', '../etc/passwd', 'a name leaves the archive'],
  },
  ImageNotFound: {
    data: { reference: 'web:1.0', where: 'unix:///run/docker.sock' },
    names: ['web:1.0', 'unix:///run/docker.sock'],
  },
  ImageSourceMissing: {
    data: { references: ['web:1.0', 'db:2'] },
    names: ['“web:1.0” and “db:2”', '--image'],
  },
  EngineUnavailable: {
    data: { tried: [{ endpoint: 'unix:///run/docker.sock', answer: 'nothing listens there' }] },
    names: ['unix:///run/docker.sock', 'nothing listens there', 'gantry doctor'],
  },
  EngineFailed: {
    data: { endpoint: 'tcp://build:2376', operation: 'saving web:1.0', reason: 'the connection broke' },
    names: ['tcp://build:2376', 'saving web:1.0', 'the connection broke'],
  },
  BuildFailed: { data: { reference: 'web:1.0', reason: 'RUN gave 2' }, names: ['web:1.0', 'RUN gave 2'] },
  FindingsBlock: { data: { errors: 2, name: 'demo' }, names: ['demo', '2 errors', '--force'] },
  OutputUnwritable: {
    data: { path: 'out/x.tar.gz', reason: 'the folder does not exist' },
    names: ['out/x.tar.gz', 'the folder does not exist', 'unchanged'],
  },
  DiskFull: {
    data: { path: 'x.tar.gz', needed: 2_000_000, free: 1_000_000 },
    names: ['x.tar.gz', '2.00 MB', '1.00 MB'],
  },
  SigningFailed: {
    data: { path: 'key.pem', reason: 'it is not a private key' },
    names: ['key.pem', 'private key'],
  },
  VerificationFailed: {
    data: { file: 'x.tar.gz', problem: 'the digest of app.json differs' },
    names: ['x.tar.gz', 'the digest of app.json differs', 'not kept'],
  },
  ValidatorFailed: {
    data: { path: './validator', reason: 'it may not be run' },
    names: ['./validator', 'it may not be run'],
  },
  Conflict: {
    data: { path: 'app.json', revision: 'r2', text: '{}' },
    names: ['app.json', 'nothing was written'],
  },
  ConnectionLost: { data: { operation: 'project.save' }, names: ['connection', 'Unsaved text'] },
  Cancelled: { data: { operation: 'saving web:1.0' }, names: ['Cancelled', 'saving web:1.0'] },
  Internal: { data: { reason: 'x is undefined' }, names: ['Gantry itself', 'x is undefined'] },
};

const cases = Object.entries(examples).map(([code, { data, names }]) => ({
  code: code as ErrorCode,
  message: messageOf({ code: code as ErrorCode, data }),
  names,
}));

test.each(cases)('words $code in one line that names what is concerned', ({ message, names }) => {
  for (const name of names) expect(message).toContain(name);
  expect(message).toMatch(/^[A-Z“]/);
  expect(message).toMatch(/[.?]$/);
  expect(message).not.toMatch(/\n|\.\.$|!/);
});

test('keeps a reason to one line and one full stop', () => {
  const data = { path: 'a', reason: 'first line\n  second line.' };
  expect(messageOf({ code: 'FileUnreadable', data })).toBe('“a” cannot be read: first line second line.');
});

test('calls paths as the reader does', () => {
  const message = messageOf({ code: 'FolderNotEmpty', data: { path: '/home/me/demo' } }, () => 'demo');
  expect(message).toContain('“demo”');
  expect(message).not.toContain('/home/me');
});

test('says how many more places were tried than it lists', () => {
  const tried = [1, 2, 3, 4, 5].map((n) => ({
    endpoint: `unix:///run/${n}`,
    answer: 'nothing listens there',
  }));
  const message = messageOf({ code: 'EngineUnavailable', data: { tried } });
  expect(message).toContain('unix:///run/3');
  expect(message).not.toContain('unix:///run/4');
  expect(message).toContain('2 more places');
});

test('does not repeat the entry that the problem already names', () => {
  const data = { file: 'web.tar', entry: 'a/b', problem: 'it ends in the middle of “a/b”' };
  expect(messageOf({ code: 'ArchiveInvalid', data }).match(/a\/b/g)).toHaveLength(1);
});

test('says a full disk without numbers where the system gave none', () => {
  expect(messageOf({ code: 'DiskFull', data: { path: 'x' } })).toContain('The disk is full');
});

test('words for the studio name no command of the terminal', () => {
  for (const [code, { data }] of Object.entries(examples)) {
    const error = { code: code as ErrorCode, data: data as never };
    expect(messageOf(error, undefined, 'studio')).not.toMatch(/ --|“gantry /);
  }
  expect(
    messageOf({ code: 'ImageSourceMissing', data: { references: ['web:1.0'] } }, undefined, 'studio'),
  ).toContain('Export page');
});
