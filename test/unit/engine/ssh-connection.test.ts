import { describe, expect, test } from 'vitest';
import { parseHost } from '../../../electron/services/engine/endpoint.ts';
import { probe } from '../../../electron/services/engine/probe.ts';
import { sshArguments } from '../../../electron/services/engine/ssh-connection.ts';

const { signal } = new AbortController();

describe('the ssh command', () => {
  test.each([
    ['ssh://build.example', 'DOCKER_HOST', '-- build.example docker system dial-stdio'],
    ['ssh://me@build.example:2222', 'context far', '-p 2222 -l me -- build.example docker system dial-stdio'],
    [
      'ssh://build.example/run/user/7/docker.sock',
      'DOCKER_HOST',
      '-- build.example docker --host unix:///run/user/7/docker.sock system dial-stdio',
    ],
    [
      'ssh://me@build.example/run/podman/podman.sock',
      'CONTAINER_HOST',
      '-l me -- build.example podman --url unix:///run/podman/podman.sock system dial-stdio',
    ],
  ])('for %s of %s', (host, source, end) => {
    const words = sshArguments(endpointOf(host, source)).join(' ');
    expect(words).toBe(`-o BatchMode=yes -o ConnectTimeout=10 -T ${end}`);
  });

  test('that does not get through gives a plain answer', async () => {
    // Port 1 of this machine: nothing is there, and the real ssh says so.
    const result = await probe(endpointOf('ssh://nobody@127.0.0.1:1', 'DOCKER_HOST'), signal);
    expect(result).toMatchObject({
      ok: false,
      answer: expect.stringMatching(/^SSH failed: ./),
      advice: expect.stringMatching(/\.$/),
    });
  });
});

function endpointOf(host: string, source: string) {
  const parsed = parseHost(host, source);
  if (!parsed.ok || parsed.endpoint.kind !== 'ssh') throw new Error(`${host} is not read as SSH`);
  return parsed.endpoint;
}
