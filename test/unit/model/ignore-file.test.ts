import { describe, expect, it } from 'vitest';
import { isIgnored } from '../../../shared/model/ignore-file.ts';

describe('isIgnored', () => {
  it.each([
    ['.env', '.env'],
    ['/.env', '.env'],
    ['.env*', '.env.local'],
    ['**/.env', 'a/b/.env'],
    ['**/.env', '.env'],
    ['node_modules', 'node_modules/a/b.js'],
    ['node_modules/', 'node_modules/a'],
    ['*', '.env'],
    ['a?c', 'abc'],
    ['**', 'a/b'],
    ['# .env\r\n.env\r\n', '.env'],
  ])('%j leaves %s out', (rules, name) => {
    expect(isIgnored(rules, name)).toBe(true);
  });

  it.each([
    ['', '.env'],
    ['# .env', '.env'],
    ['.env', 'a/.env'],
    ['*.env', 'a/b.env'],
    ['*\n!.env', '.env'],
    ['a+b', 'aab'],
    ['/', '.env'],
  ])('%j keeps %s', (rules, name) => {
    expect(isIgnored(rules, name)).toBe(false);
  });
});
