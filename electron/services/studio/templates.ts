import { renderTemplate, templateNames } from '../project/templates.ts';

interface TemplateWords {
  readonly title: string;
  readonly summary: string;
}

const words: Readonly<Record<string, TemplateWords>> = {
  'single-container': {
    title: 'Web app in one container',
    summary: 'A React page and the FastAPI server behind it in one image, on one port in the app launcher.',
  },
  'mcp-server': {
    title: 'MCP server',
    summary: 'Tools for MCP clients outside the cluster, on an open port with an access token of its own.',
  },
  sidecar: {
    title: 'Two containers in one pod',
    summary: 'A web server and the collector that feeds it side by side, each with an image of its own.',
  },
  stateful: {
    title: 'App that keeps data',
    summary: 'A StatefulSet with a volume for its data, and a Job that cleans up at uninstall.',
  },
};

/** The shipped templates; the one most people want comes first. */
export async function listTemplates(): Promise<(TemplateWords & { name: string })[]> {
  const order = Object.keys(words);
  const names = await templateNames();
  return names
    .map((name) => ({ name, ...(words[name] ?? { title: name, summary: '' }) }))
    .sort((one, two) => order.indexOf(one.name) - order.indexOf(two.name));
}

/**
 * What creating a project from a template would write.
 * @throws GantryError `UnknownTemplate`, `Usage` for a name that cannot be shown.
 */
export async function previewTemplate(
  template: string,
  name: string,
): Promise<{ name: string; text: string }[]> {
  const files = await renderTemplate(template, name);
  return files.map((file) => ({ ...file }));
}
