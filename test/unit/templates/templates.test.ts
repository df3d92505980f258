import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createProject } from '../../../electron/services/project/create-project.ts';
import { validateTarget } from '../../../electron/services/project/validate-target.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const templates = ['single-container', 'mcp-server', 'sidecar', 'stateful'];
const names = ['demo', 'Fleet & Harbour “Überblick” \\ 2', '42', '港', `${'Long '.repeat(19)}name`];

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

async function projectFrom(template: string, name = 'demo'): Promise<string> {
  const { folder } = await createProject({ folder: join(await temporaryFolder(), 'app'), template, name });
  return folder;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

describe.each(templates)('the template %s', (template) => {
  test.each(names)('has no findings but notes as “%s”', async (name) => {
    const folder = await projectFrom(template, name);
    const { diagnostics } = await validateTarget(folder, {
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    expect(diagnostics.filter((each) => each.severity !== 'note')).toEqual([]);
    expect(JSON.parse(await readFile(join(folder, 'app.json'), 'utf8'))).toMatchObject({ name });
  });

  test('has no placeholder left, and ends every line the Unix way', async () => {
    for (const file of await filesOf(await projectFrom(template))) {
      const text = await readFile(file, 'utf8');
      expect(text).not.toMatch(/@@|\r/);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  test('has well-formed JSON and documents what it is made of', async () => {
    const folder = await projectFrom(template);
    for (const file of await filesOf(folder)) {
      if (file.endsWith('.json')) JSON.parse(await readFile(file, 'utf8'));
    }
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    for (const [, name = ''] of readme.matchAll(/^\| `([^`]+)`/gm)) await stat(join(folder, name));
  });

  test('copies into its images only files that are there, and runs its wrapper', async () => {
    const folder = await projectFrom(template);
    const dockerfiles = (await filesOf(folder)).filter((file) => file.endsWith('Dockerfile'));
    expect(dockerfiles.length).toBeGreaterThan(0);
    for (const file of dockerfiles) {
      const text = await readFile(file, 'utf8');
      expect(text).toContain('CMD ["./wrapper.sh"]');
      for (const [, sources = ''] of text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
        for (const source of sources.split(' ')) await stat(join(file, '..', source));
      }
    }
  });

  test.skipIf(process.platform === 'win32')(
    'has scripts that are executable and that sh can parse',
    async () => {
      const scripts = (await filesOf(await projectFrom(template))).filter((file) => file.endsWith('.sh'));
      expect(scripts.length).toBeGreaterThan(0);
      for (const script of scripts) {
        execFileSync('sh', ['-n', script]);
        expect((await stat(script)).mode & 0o111).toBe(0o111);
      }
    },
  );
});

test('the templates differ in what they show', async () => {
  const specs = new Map<string, ReturnType<typeof readAppSpec>>();
  for (const template of templates) {
    const text = await readFile(join(await projectFrom(template), 'appspec.yaml'), 'utf8');
    specs.set(template, readAppSpec(parseYaml(text)));
  }
  const kinds = (template: string) => specs.get(template)?.objects.map((object) => object.kind);
  expect(kinds('single-container')).toEqual(['Service', 'ReplicaSet']);
  expect(specs.get('mcp-server')?.ports[0]?.value).toMatchObject({ cohesityEnv: 'MCP_NODE_PORT' });
  expect(specs.get('sidecar')?.workloads[0]?.containers).toHaveLength(2);
  expect(kinds('stateful')).toEqual(['Service', 'Service', 'StatefulSet', 'Job']);
  expect(specs.get('stateful')?.workloads[0]?.volumes).toHaveLength(1);
});
