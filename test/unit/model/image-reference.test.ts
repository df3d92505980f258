import { describe, expect, it } from 'vitest';
import { normaliseReference, parseReference } from '../../../shared/model/image-reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseReference', () => {
  it.each([
    ['my-app', { repository: 'my-app', tag: 'latest' }],
    ['my-app:1.4.0', { repository: 'my-app', tag: '1.4.0' }],
    ['team/my_app:A.b-c', { repository: 'team/my_app', tag: 'A.b-c' }],
    ['localhost/my-app', { domain: 'localhost', repository: 'my-app', tag: 'latest' }],
    ['host:5000/a/b', { domain: 'host:5000', repository: 'a/b', tag: 'latest' }],
    [`my-app@${digest}`, { repository: 'my-app', digest }],
    [`my-app:1@${digest}`, { repository: 'my-app', tag: '1', digest }],
  ])('reads %s', (text, reference) => {
    expect(parseReference(text)).toEqual({ ok: true, reference });
  });

  it.each([
    '',
    ' a',
    'a ',
    'Chat App:latest',
    'My-App',
    'a:',
    'a:b c',
    'a//b',
    'a/',
    ':1',
    'a@sha256:1',
    '-a',
    `a:${'t'.repeat(129)}`,
  ])('refuses “%s” with a reason', (text) => {
    const parsed = parseReference(text);
    expect(parsed.ok ? '' : parsed.reason).toMatch(/^(?:it |“)/);
  });
});

describe('normaliseReference', () => {
  it.each([
    ['my-app', 'my-app:latest'],
    ['docker.io/library/my-app', 'my-app:latest'],
    ['index.docker.io/team/my-app:1', 'team/my-app:1'],
    ['library/my-app', 'my-app:latest'],
    ['localhost/my-app', 'localhost/my-app:latest'],
    ['Not A Reference', 'Not A Reference'],
  ])('spells %s as %s', (text, spelled) => {
    expect(normaliseReference(text)).toBe(spelled);
  });
});
