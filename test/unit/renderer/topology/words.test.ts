import { describe, expect, it } from 'vitest';
import { splitReference } from '../../../../renderer/features/topology/words.ts';

describe('an image reference is parted before', () => {
  it.each([
    ['web:1.2.3', 'web', ':1.2.3'],
    ['web', 'web', ''],
    ['registry.example.com:5000/team/web', 'registry.example.com:5000/team/web', ''],
    ['registry.example.com:5000/team/web:1', 'registry.example.com:5000/team/web', ':1'],
    ['web@sha256:ab', 'web', '@sha256:ab'],
    ['web:1@sha256:ab', 'web', ':1@sha256:ab'],
    ['', '', ''],
  ])('its tag or digest: %s', (reference, repository, suffix) => {
    expect(splitReference(reference)).toEqual({ repository, suffix });
  });
});
