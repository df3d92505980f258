import { below, selectedBy } from '../model/appspec.ts';
import { exposedPorts, finalStages } from '../model/dockerfile.ts';
import { parseReference } from '../model/image-reference.ts';
import { isLiteralSecret, isSecretName, mask } from './credentials.ts';
import { at, atFile, type Finding, type Repair, rule } from './rule.ts';
import { listed, show } from './words.ts';

/** Official images that come in a full and a slim form, with what the tag's slim form ends in. */
const slimForms: Readonly<Record<string, string>> = {
  python: '-slim',
  node: '-slim',
  ruby: '-slim',
  perl: '-slim',
  debian: '-slim',
  php: '-alpine',
  openjdk: '-slim',
  golang: '-alpine',
  rust: '-slim',
};

const isSlim = (tag: string): boolean => /slim|alpine|distroless|chiselled|minimal|busybox/.test(tag);

/** The slim form of a base image (`python:3.11` → `python:3.11-slim`), or `undefined` where it is slim or not known to have one. */
export function slimBase(base: string): string | undefined {
  const parsed = parseReference(base);
  if (!parsed.ok || parsed.reference.domain !== undefined || parsed.reference.digest !== undefined)
    return undefined;
  const { repository, tag = 'latest' } = parsed.reference;
  const ending = Object.hasOwn(slimForms, repository) ? slimForms[repository] : undefined;
  if (ending === undefined || isSlim(tag)) return undefined;
  return `${repository}:${tag === 'latest' ? ending.slice(1) : `${tag}${ending}`}`;
}

export const dockerfileRules = [
  rule({
    code: 'dockerfile/no-from',
    severity: 'error',
    title: 'A Dockerfile has a FROM.',
    help: 'FROM names the image that this one is built on.',
    needs: ['files'],
    *check({ files }) {
      for (const { file, parsed } of files.dockerfiles) {
        if (parsed.stages.length > 0) continue;
        yield {
          at: atFile(file.name),
          message: `${file.name} has no FROM, so nothing can be built from it. Begin with FROM and a base image.`,
        };
      }
    },
  }),
  rule({
    code: 'dockerfile/platform',
    severity: 'error',
    title: 'A Dockerfile asks for no platform but linux/amd64.',
    help: 'Clusters are x86-64.',
    needs: ['files'],
    *check({ files }) {
      for (const { file, parsed, text } of files.dockerfiles) {
        const [stage] = finalStages(parsed);
        const platform = stage?.platform;
        if (
          stage === undefined ||
          platform === undefined ||
          platform.includes('$') ||
          /^linux\/amd64(?:\/|$)/.test(platform)
        )
          continue;
        const start = text.indexOf(platform, stage.from.span.start);
        const span = { start, end: start + platform.length };
        yield {
          at: atFile(file.name, span),
          message: `${file.name} builds for ${platform}; clusters run linux/amd64. Use linux/amd64.`,
          repairs: [{ title: 'Use linux/amd64', safe: true, splices: [{ ...span, text: 'linux/amd64' }] }],
        };
      }
    },
  }),
  rule({
    code: 'dockerfile/base-not-slim',
    severity: 'note',
    title: 'The image is built on a slim base.',
    help: 'The slim form of a language’s image is several times smaller.',
    needs: ['files'],
    *check({ files }) {
      for (const { file, parsed, text } of files.dockerfiles) {
        const stage = finalStages(parsed).at(-1);
        const slim = stage === undefined ? undefined : slimBase(stage.base);
        if (stage === undefined || slim === undefined) continue;
        const start = text.indexOf(stage.base, stage.from.span.start + 'FROM'.length);
        const span = { start, end: start + stage.base.length };
        const repairs: readonly Repair[] = [
          { title: `Use ${slim}`, safe: false, splices: [{ ...span, text: slim }] },
        ];
        yield {
          at: atFile(file.name, span),
          message: `${file.name} builds on the full image ${stage.base}. ${slim} is several times smaller; use it where the app runs on it.`,
          repairs,
        };
      }
    },
  }),
  rule({
    code: 'dockerfile/port-not-exposed',
    severity: 'warning',
    title: 'The Dockerfile exposes the port its Service sends to.',
    help: 'EXPOSE and the port of the Service are to name the same number.',
    needs: ['files', 'wholeAppSpec'],
    *check({ files, wholeAppSpec }): Iterable<Finding> {
      const [only, ...others] = files.dockerfiles;
      // With several Dockerfiles, which image each makes is known only once they are built; image/port-not-exposed sees it then.
      if (only === undefined || others.length > 0) return;
      if (new Set(wholeAppSpec.containers.map((container) => container.image)).size !== 1) return;
      const exposed = exposedPorts(only.parsed);
      if (exposed === undefined || exposed.length === 0) return;
      for (const port of wholeAppSpec.ports) {
        if (typeof port.target !== 'number' || selectedBy(port.service, wholeAppSpec.workloads).length === 0)
          continue;
        const wanted = `${port.target}/${port.protocol.toLowerCase()}`;
        if (exposed.includes(wanted)) continue;
        const expose = finalStages(only.parsed)
          .flatMap((stage) => stage.instructions)
          .find((each) => each.name === 'EXPOSE');
        const field = below(port, 'targetPort').value === undefined ? 'port' : 'targetPort';
        yield {
          at: at(below(port, field)),
          message: `${port.service.object.title} sends to port ${wanted}, but ${only.file.name} exposes ${listed(exposed.slice(0, 5))}. Make them agree.`,
          related:
            expose === undefined
              ? []
              : [{ at: atFile(only.file.name, expose.span), message: 'The ports are exposed here.' }],
        };
      }
    },
  }),
  rule({
    code: 'dockerfile/wrapper-not-run',
    severity: 'note',
    title: 'The Dockerfile runs wrapper.sh.',
    help: 'wrapper.sh only helps where CMD or ENTRYPOINT starts it.',
    needs: ['files'],
    *check({ files }) {
      if (!files.list.some((file) => /(?:^|\/)wrapper\.sh$/.test(file.name))) return;
      const runs = files.dockerfiles.some(({ parsed }) =>
        finalStages(parsed).some((stage) =>
          stage.instructions.some(
            ({ name, rest }) => (name === 'CMD' || name === 'ENTRYPOINT') && rest.includes('wrapper'),
          ),
        ),
      );
      const [first] = files.dockerfiles;
      if (runs || first === undefined || first.parsed.stages.length === 0) return;
      const last = first.parsed.instructions.findLast(({ name }) => name === 'CMD' || name === 'ENTRYPOINT');
      yield {
        at: atFile(first.file.name, last?.span),
        message: `There is a wrapper.sh, but ${first.file.name} does not start it. Make it the CMD: ["./wrapper.sh"].`,
      };
    },
  }),
  rule({
    code: 'dockerfile/literal-secret',
    severity: 'warning',
    title: 'No ENV or ARG of a Dockerfile holds a credential.',
    help: 'Both stay in the image for everyone to read.',
    needs: ['files'],
    *check({ files }) {
      for (const { file, parsed } of files.dockerfiles) {
        for (const { name, rest, span } of parsed.instructions) {
          if (name !== 'ENV' && name !== 'ARG') continue;
          const pairs = [...rest.matchAll(/([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|(\S*))/g)];
          for (const [, variable = '', double, single, bare] of pairs) {
            const value = double ?? single ?? bare ?? '';
            if (!isSecretName(variable) || !isLiteralSecret(value)) continue;
            yield {
              at: atFile(file.name, span),
              message: `${name} ${variable} in ${file.name} holds a credential: ${mask(value)}. Take it out; ${show(variable)} can be set when the app runs.`,
            };
          }
        }
      }
    },
  }),
];
