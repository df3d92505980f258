import { describe, expect, it } from 'vitest';
import {
  labelKeyProblem,
  labelNameProblem,
  labelValueProblem,
  portNameProblem,
  repairName,
  serviceNameProblem,
  subdomainProblem,
  variableNameProblem,
} from '../../../shared/model/kubernetes-name.ts';

const long = 'a'.repeat(64);

describe('Kubernetes names', () => {
  it.each([
    ['a label', labelNameProblem, ['a', '0-a', 'a'.repeat(63)], ['', 'A', 'a_b', '-a', 'a-', 'a.b', long]],
    [
      'a subdomain',
      subdomainProblem,
      ['a', 'a.b-c.d', '0'],
      ['', 'A', 'a..b', '.a', 'a-.b', 'a'.repeat(254)],
    ],
    ['a Service name', serviceNameProblem, ['a', 'a-1'], ['', '1a', 'a.b', 'a-', long]],
    [
      'a container port name',
      portNameProblem,
      ['http', '8a', 'a-b'],
      ['', '8080', 'a--b', '-a', 'A', 'a'.repeat(16)],
    ],
    ['a variable', variableNameProblem, ['A', '_a1', 'Path'], ['', '1A', 'A-B', 'A B', 'A.B']],
    ['a label key', labelKeyProblem, ['app', 'a.b/c_d', 'A'], ['', '/a', 'a/', 'a b', 'A_/b', '-a', long]],
    ['a label value', labelValueProblem, ['', 'A_b.c-d', '1'], ['-a', 'a-', 'a b', long]],
  ] as const)('judges %s', (_, problem, good, bad) => {
    for (const name of good) expect(problem(name), name).toBeUndefined();
    for (const name of bad) expect(problem(name), `“${name}”`).toMatch(/^(?:it|the part) /);
  });

  it('makes a name legal where something is left of it', () => {
    expect(repairName('Chat_App')).toBe('chat-app');
    expect(repairName('--A b--')).toBe('a-b');
    expect(repairName('___')).toBeUndefined();
    expect(repairName('a'.repeat(30), 15)).toHaveLength(15);
  });
});
