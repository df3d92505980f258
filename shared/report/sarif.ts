import type { DiagnosticOutput, ValidateOutput } from '../contract/outputs.ts';
import type { RuleInfo } from '../rules/rule.ts';
import type { Range } from '../text/span.ts';

/** What SARIF needs to know besides the findings. */
export interface SarifContext {
  /** Of Gantry. */
  readonly version: string;
  /** `file:` URI of the folder the findings' files lie in, with a slash at its end; absent where it is not known. */
  readonly baseUri?: string;
  /** File name of the archive that was checked; the findings' files are inside it. */
  readonly container?: string;
}

type Level = 'error' | 'warning' | 'note';
interface Message {
  readonly text: string;
}
interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId: 'TARGET';
}
interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface Location {
  readonly physicalLocation: { readonly artifactLocation: ArtifactLocation; readonly region?: Region };
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  readonly message?: Message;
}
interface ArtifactChange {
  readonly artifactLocation: ArtifactLocation;
  readonly replacements: readonly { readonly deletedRegion: Region; readonly insertedContent: Message }[];
}
interface Notification {
  readonly level: Level;
  readonly message: Message;
  readonly associatedRule?: { readonly id: string };
}
interface ReportingDescriptor {
  readonly id: string;
  readonly shortDescription?: Message;
  readonly help?: Message;
  readonly defaultConfiguration?: { readonly level: Level };
}
interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: Level;
  readonly message: Message;
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly fixes?: readonly {
    readonly description: Message;
    readonly artifactChanges: readonly ArtifactChange[];
  }[];
}

/** The part of SARIF 2.1.0 that Gantry writes. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly name: string;
          readonly version: string;
          readonly semanticVersion: string;
          readonly rules: readonly ReportingDescriptor[];
        };
      };
      readonly columnKind: 'utf16CodeUnits';
      readonly originalUriBaseIds: { readonly TARGET: { readonly uri?: string } };
      readonly invocations: readonly [
        {
          readonly executionSuccessful: boolean;
          readonly toolExecutionNotifications: readonly Notification[];
        },
      ];
      readonly results: readonly SarifResult[];
    },
  ];
}

/**
 * A validation as a SARIF 2.1.0 log. Checks that lacked a fact become notifications, so that a reader does not
 * take them as passed. Inside an archive a viewer can open nothing: there the archive is the place of every
 * finding and the file within is named in the message.
 */
export function toSarif(output: ValidateOutput, rules: readonly RuleInfo[], context: SarifContext): SarifLog {
  const descriptors = toDescriptors(output, rules);
  const indexOf = new Map(descriptors.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Gantry',
            version: context.version,
            semanticVersion: context.version,
            rules: descriptors,
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { TARGET: context.baseUri === undefined ? {} : { uri: context.baseUri } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: toNotifications(output) }],
        results: output.diagnostics.map((each) => toResult(each, indexOf.get(each.code) ?? -1, context)),
      },
    ],
  };
}

/** Every rule, and every code that was found without being in the table. */
function toDescriptors(output: ValidateOutput, rules: readonly RuleInfo[]): ReportingDescriptor[] {
  const known = rules.map(({ code, severity, title, help }) => ({
    id: code,
    shortDescription: { text: title },
    help: { text: help },
    defaultConfiguration: { level: severity },
  }));
  const ids = new Set(known.map(({ id }) => id));
  const others = new Set(output.diagnostics.map(({ code }) => code).filter((code) => !ids.has(code)));
  return [...known, ...[...others].map((id) => ({ id }))];
}

function toNotifications({ notChecked, referenceValidator }: ValidateOutput): Notification[] {
  const notifications: Notification[] = notChecked.map(({ code, reason, remedy }) => ({
    level: 'note',
    message: { text: `Not checked: ${reason} ${remedy}` },
    associatedRule: { id: code },
  }));
  if (referenceValidator !== undefined) {
    const { verdict, message } = referenceValidator;
    notifications.push({
      level: verdict === 'accept' ? 'note' : 'error',
      message: { text: `Reference validator (${verdict}): ${message}` },
    });
  }
  return notifications;
}

function toResult(diagnostic: DiagnosticOutput, ruleIndex: number, context: SarifContext): SarifResult {
  const { code, severity, message, file, range, path, fixes, related } = diagnostic;
  const inside = context.container !== undefined;
  const { line, column } = range.start;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: inside ? `${file}:${line}:${column}: ${message}` : message },
    locations: [
      {
        ...toLocation(file, range, context),
        ...(path === '' ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
      },
    ],
    ...(related === undefined || related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each) => ({
            ...toLocation(each.file, each.range, context),
            message: { text: each.message },
          })),
        }),
    ...(inside || fixes.length === 0 ? {} : { fixes: fixes.map(toFix) }),
  };
}

function toLocation(file: string, range: Range, { container }: SarifContext): Location {
  return {
    physicalLocation:
      container === undefined
        ? { artifactLocation: toArtifact(file), region: toRegion(range) }
        : { artifactLocation: toArtifact(container) },
  };
}

function toFix({
  title,
  edits,
}: DiagnosticOutput['fixes'][number]): NonNullable<SarifResult['fixes']>[number] {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: toArtifact(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map(({ range, text }) => ({ deletedRegion: toRegion(range), insertedContent: { text } })),
    })),
  };
}

function toArtifact(file: string): ArtifactLocation {
  return { uri: file.split(/[/\\]/).map(encodeURIComponent).join('/'), uriBaseId: 'TARGET' };
}

function toRegion({ start, end }: Range): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
