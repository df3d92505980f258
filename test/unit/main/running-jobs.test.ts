import { expect, test, vi } from 'vitest';
import { overallShare, type RunningJob, RunningJobs } from '../../../electron/main/running-jobs.ts';

const words = { doing: 'exporting a bundle', name: 'The export' };
const call = () => {
  const controller = new AbortController();
  return { controller, call: { signal: controller.signal, progress: vi.fn<(value: number) => void>() } };
};

function watched() {
  const seen: (readonly RunningJob[])[] = [];
  const ended = vi.fn<(job: RunningJob, well: boolean, milliseconds: number) => void>();
  let time = 0;
  const jobs = new RunningJobs({ changed: (now) => seen.push(now), ended }, () => time);
  return { jobs, seen, ended, pass: (ms: number) => (time += ms) };
}

test('a job is known while it runs, with how far it is, and passes everything on', async () => {
  const { jobs, seen, ended, pass } = watched();
  const { call: own } = call();
  const service = jobs.watching(
    words,
    async (input: string, { progress }: { progress(value: number): void }) => {
      progress(1);
      pass(12_000);
      return `${input}!`;
    },
    (value) => value / 4,
  );
  expect(await service('done', own)).toBe('done!');
  expect(own.progress).toHaveBeenCalledWith(1);
  expect(seen.map(overallShare)).toEqual(['unknown', 0.25, 'none']);
  expect(ended).toHaveBeenCalledWith(expect.objectContaining({ name: 'The export' }), true, 12_000);
});

test('a job that fails has ended, too, and says so; one that was cancelled is no news', async () => {
  const { jobs, ended } = watched();
  const failing = jobs.watching(words, () => Promise.reject(new Error('no')));
  await expect(failing(undefined, call().call)).rejects.toThrow('no');
  expect(ended.mock.calls.map(([, well]) => well)).toEqual([false]);
  const { controller, call: own } = call();
  controller.abort();
  await expect(failing(undefined, own)).rejects.toThrow('no');
  expect(ended).toHaveBeenCalledTimes(1);
  expect(jobs.all).toEqual([]);
});

test('several jobs are as far as the slowest, and nobody knows how far one that does not say', () => {
  const job = { ...words, startedAt: 0 };
  expect(
    overallShare([
      { ...job, share: 0.5 },
      { ...job, share: 0.2 },
    ]),
  ).toBe(0.2);
  expect(overallShare([{ ...job, share: 0.5 }, job])).toBe('unknown');
});
