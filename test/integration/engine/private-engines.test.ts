import { expect, test } from 'vitest';
import { busyboxImage, describeWith, dockerEngine, podmanEngine } from '../../support/engines.ts';

describeWith(['docker engine', 'busybox'], 'the private Docker Engine', () => {
  test('builds and runs an image of its own', async () => {
    const docker = await dockerEngine();
    await busyboxImage(docker, 'private-engine-test:1', { 'etc/motd': 'hello from docker\n' });
    expect(
      await docker.cli(['run', '--rm', '--network', 'none', 'private-engine-test:1', 'cat', '/etc/motd']),
    ).toBe('hello from docker\n');
  });
});

describeWith(['podman engine', 'busybox'], 'the private Podman', () => {
  test('builds and runs an image of its own', async () => {
    const podman = await podmanEngine();
    await busyboxImage(podman, 'private-engine-test:1', { 'etc/motd': 'hello from podman\n' });
    expect(
      await podman.cli(['run', '--rm', '--network', 'none', 'private-engine-test:1', 'cat', '/etc/motd']),
    ).toBe('hello from podman\n');
  });
});
