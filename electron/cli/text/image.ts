import type { InspectOutput } from '../../../shared/contract/outputs.ts';
import { imageSizeLimit } from '../../../shared/model/image-size.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { printable, type Style, table, truncate, wrapAfter } from './style.ts';

type Image = InspectOutput['images'][number];
type Advised = NonNullable<Image['advice']>[number];

/** More than these are in the JSON output. */
const mostRows = 10;
/** Paths that a piece of advice names. */
const mostPaths = 2;

const right = { align: 'right' } as const;

/** An image with its layers, its largest files, what is wasted and what could be left out; `brief` leaves out the last three. */
export function renderImage(image: Image, style: Style, brief: boolean): string {
  const parts = [renderHead(image, style)];
  if (image.layers.length > 0) parts.push(renderLayers(image, style));
  if (brief) return parts.join('\n\n');
  const { largest = [], wasted = [], advice = [] } = image;
  const { bold } = style.colors;
  if (largest.length > 0) parts.push(`${bold('Largest files')}\n${renderLargest(largest, style)}`);
  if (wasted.length > 0) parts.push(`${bold('Copies nobody sees')}\n${renderWasted(wasted, style)}`);
  if (advice.length > 0) parts.push(`${bold('Advice')}\n${renderAdvice(advice, style)}`);
  return parts.join('\n\n');
}

function renderHead(image: Image, style: Style): string {
  const { colors } = style;
  const about = image.compressedEstimated === false ? '' : 'about ';
  const compressed =
    image.compressedBytes === undefined ? '' : `, ${about}${formatBytes(image.compressedBytes)} compressed`;
  const also = image.tags.filter((tag) => tag !== image.ref);
  return [
    `${colors.bold(printable(image.ref))}  ${printable(image.platform)}`,
    `  ${formatBytes(image.bytes)} in ${formatCount(image.layers.length, 'layer')}${compressed}`,
    ...(image.bytes < imageSizeLimit
      ? []
      : [
          `  ${colors.yellow(`The Marketplace takes images below ${formatBytes(imageSizeLimit)}: this one is ${formatBytes(image.bytes - imageSizeLimit)} over.`)}`,
        ]),
    ...(image.files === undefined ? [] : [`  ${renderTotals(image)}`]),
    ...(also.length === 0 ? [] : [`  also tagged ${printable(also.join(', '))}`]),
    `  ${colors.dim(printable(image.id))}`,
  ].join('\n');
}

function renderTotals({
  files = 0,
  fileBytes = 0,
  wastedBytes = 0,
  efficiency = 1,
  sharedBytes = 0,
}: Image): string {
  const shared =
    sharedBytes === 0 ? '' : `; ${formatBytes(sharedBytes)} of the layers are in other images too`;
  // Rounded down, so that 100 % means that nothing at all is wasted.
  const share = Math.floor(efficiency * 1000) / 10;
  const shows = `${formatBytes(fileBytes)} in ${formatCount(files, 'file')}`;
  const hidden = wastedBytes === 0 ? '' : ' in files that later layers change or remove';
  return `${shows}, ${formatBytes(wastedBytes)} wasted${hidden}; efficiency ${share} %${shared}`;
}

function renderLayers(image: Image, style: Style): string {
  const { colors } = style;
  const counted = image.layers.some((layer) => layer.added !== undefined);
  const counts = ['added', 'changed', 'removed', 'wasted'].map((title) => ({ title, ...right }));
  const columns = [
    { title: '#', ...right, paint: colors.dim },
    { title: 'size', ...right },
    ...(counted ? counts : []),
    { title: 'layer', paint: colors.dim },
    { title: 'command', flexible: true },
  ];
  const rows = image.layers.map((layer, i) => [
    String(i + 1),
    formatBytes(layer.bytes),
    ...(counted
      ? [
          ...[layer.added, layer.changed, layer.removed].map((n) => (n === undefined ? '' : String(n))),
          layer.wastedBytes === undefined || layer.wastedBytes === 0 ? '' : formatBytes(layer.wastedBytes),
        ]
      : []),
    layer.diffId.replace(/^sha256:/, '').slice(0, 12),
    commandText(layer.command),
  ]);
  return table(columns, rows, style);
}

function renderLargest(largest: NonNullable<Image['largest']>, style: Style): string {
  const columns = [
    { title: 'size', ...right },
    { title: 'layer', ...right },
    { title: 'path', flexible: true },
  ];
  const rows = largest
    .slice(0, mostRows)
    .map(({ path, bytes, layer }) => [formatBytes(bytes), layer < 0 ? '' : String(layer + 1), path]);
  return table(columns, rows, style);
}

function renderWasted(wasted: NonNullable<Image['wasted']>, style: Style): string {
  const columns = [
    { title: 'size', ...right },
    { title: 'in layers', ...right },
    { title: 'path', flexible: true },
  ];
  const rows = wasted.slice(0, mostRows).map(({ path, bytes, layers, removed }) => {
    const places = [...new Set(layers)].map((layer) => layer + 1).join(', ');
    return [formatBytes(bytes), places, removed ? `${path} (removed)` : path];
  });
  return table(columns, rows, style);
}

function renderAdvice(advice: NonNullable<Image['advice']>, style: Style): string {
  const sizes = advice.map(({ savesBytes }) => formatBytes(savesBytes));
  const width = Math.max(...sizes.map((size) => size.length));
  return advice
    .map((each, i) => {
      const size = (sizes[i] ?? '').padStart(width);
      const head = `  ${style.colors.bold(size)}  ${wrapAfter(width + 4, each.message, style)}`;
      return [head, ...evidence(each, width + 4, style)].join('\n');
    })
    .join('\n');
}

/** Where it shows, and the change that would put it right. */
function evidence({ layers, paths, edit }: Advised, indent: number, style: Style): string[] {
  const { dim, green } = style.colors;
  const blank = ' '.repeat(indent);
  const numbers = layers.map((layer) => layer + 1).join(', ');
  const places = layers.length === 0 ? '' : `layer${layers.length === 1 ? '' : 's'} ${numbers}: `;
  const more = paths.length > mostPaths ? ', …' : '';
  const shown = `${places}${paths.slice(0, mostPaths).join(', ')}${more}`;
  const lines = shown === '' ? [] : [blank + dim(truncate(shown, style.width - indent))];
  if (edit === undefined) return lines;
  // The two lines that name the file are said before it.
  const changes = edit.diff
    .split('\n')
    .filter((line) => line !== '' && !/^(?:---|\+\+\+|===|Index)/.test(line));
  return [
    ...lines,
    `${blank}${green('change:')} ${printable(edit.file)}, ${printable(edit.title)}`,
    ...changes.map((line) => `${blank}  ${printable(line)}`),
  ];
}

/** A build step without what every engine puts around it. */
function commandText(command: string): string {
  return command
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/\s+# buildkit$/, '')
    .replace(/\s+/g, ' ');
}
