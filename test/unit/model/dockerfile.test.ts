import { describe, expect, it } from 'vitest';
import { exposedPorts, finalStages, parseDockerfile } from '../../../shared/model/dockerfile.ts';

const text = `# syntax=docker/dockerfile:1
ARG BASE=debian
FROM --platform=linux/amd64 node:20-slim AS Build
RUN npm ci && \\
    # between two lines
    npm run build
EXPOSE 3000
FROM python:3.11-slim AS base
EXPOSE 9090/udp
FROM base
COPY --from=build /a /b
RUN <<END
EXPOSE 1
END
expose 8080 8443-8444
CMD ["./wrapper.sh"]
`;

describe('parseDockerfile', () => {
  const parsed = parseDockerfile(text);

  it('reads stages with platform, base and name', () => {
    expect(parsed.stages.map(({ base, name, platform }) => ({ base, name, platform }))).toEqual([
      { base: 'node:20-slim', name: 'Build', platform: 'linux/amd64' },
      { base: 'python:3.11-slim', name: 'base', platform: undefined },
      { base: 'base', name: undefined, platform: undefined },
    ]);
  });

  it('joins continued lines and leaves comments between them out', () => {
    const run = parsed.instructions.find((each) => each.name === 'RUN');
    expect(run?.rest.replace(/\s+/g, ' ')).toBe('npm ci && npm run build');
    expect(text.slice(run?.span.start, run?.span.end)).toMatch(/^RUN npm ci[\s\S]*npm run build$/);
  });

  it('follows the last stage to the stages it is built from', () => {
    expect(finalStages(parsed).map((stage) => stage.base)).toEqual(['base', 'python:3.11-slim']);
  });

  it('gives the ports of the final image only, ranges and protocols too', () => {
    expect(exposedPorts(parsed)).toEqual(['8080/tcp', '8443/tcp', '8444/tcp', '9090/udp']);
  });

  it('does not guess a port from a variable', () => {
    expect(exposedPorts(parseDockerfile('FROM a\nEXPOSE $PORT\n'))).toBeUndefined();
  });

  it('reads Windows line ends and the other line continuation', () => {
    const windows = parseDockerfile('# escape=`\r\nFROM a\r\nRUN b `\r\n  c\r\n');
    expect(windows.instructions.map((each) => each.rest)).toEqual(['a', 'b   c']);
  });

  it('does not follow a stage to itself', () => {
    expect(finalStages(parseDockerfile('FROM a AS a\n'))).toHaveLength(1);
  });

  it.each(['', '\\', 'FROM', 'RUN <<A', '\u0000', 'RUN a \\'])('takes “%s” without failing', (odd) => {
    expect(finalStages(parseDockerfile(odd)).length).toBeLessThanOrEqual(1);
  });
});
