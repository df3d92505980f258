import type { Change } from '../../contract/comparison.ts';
import type { AppSpec, AppSpecObject } from '../../model/appspec.ts';
import { compareAppJson } from './app-json.ts';
import { ChangeList } from './change-list.ts';
import { compareLeftovers } from './leftovers.ts';
import { likenessOf, type Pair, pairUp } from './pairs.ts';
import { compareService } from './services.ts';
import { compareWorkload, workloadMessage } from './workloads.ts';

/** The manifests of one side, as far as they could be read. */
export interface ComparedManifests {
  readonly appSpec?: { readonly file: string; readonly spec: AppSpec } | undefined;
  readonly appJson?: { readonly file: string; readonly value: unknown } | undefined;
}

/** What changed in the meaning of both manifests, apart from the version. */
export function compareManifests(before: ComparedManifests, after: ComparedManifests): Change[] {
  return [...compareJson(before, after), ...compareSpecs(before, after)];
}

function compareJson(before: ComparedManifests, after: ComparedManifests): Change[] {
  const changes = new ChangeList(after.appJson?.file ?? '');
  if (before.appJson === undefined && after.appJson === undefined) return [];
  if (after.appJson === undefined) changes.add('manifest-removed', 'critical', 'app.json is gone.');
  else if (before.appJson === undefined) changes.add('manifest-added', 'notable', 'app.json is new.');
  else compareAppJson(before.appJson.value, after.appJson.value, changes);
  return changes.list;
}

function compareSpecs(before: ComparedManifests, after: ComparedManifests): Change[] {
  const changes = new ChangeList(after.appSpec?.file ?? '');
  const [was, is] = [before.appSpec?.spec, after.appSpec?.spec];
  if (was === undefined && is === undefined) return [];
  if (is === undefined) changes.add('manifest-removed', 'critical', 'The AppSpec is gone.');
  else if (was === undefined) changes.add('manifest-added', 'notable', 'The AppSpec is new.');
  else {
    const pairs = pairUp<AppSpecObject>(was.objects, is.objects, keyOf, likeness);
    for (const pair of pairs) compareObject(pair, was, is, changes);
  }
  return changes.list;
}

function keyOf({ kind, name }: AppSpecObject): string | undefined {
  return name === undefined ? undefined : `${kind ?? ''} ${name}`;
}

/** Names and the labels that follow them do not make an object another. */
const named = new Set(['name', 'labels', 'matchLabels', 'selector']);

function likeness(before: AppSpecObject, after: AppSpecObject): number {
  if (before.treatedAs !== after.treatedAs) return 0;
  return likenessOf(before.value, after.value, named);
}

function compareObject(pair: Pair<AppSpecObject>, was: AppSpec, is: AppSpec, changes: ChangeList): void {
  const { before, after } = pair;
  const subject = after ?? before;
  if (subject === undefined) return;
  const services = { before: serviceOf(was, before), after: serviceOf(is, after) };
  const workloads = { before: workloadOf(was, before), after: workloadOf(is, after) };
  const workload = workloads.after ?? workloads.before;
  if (before === undefined || after === undefined) {
    const added = before === undefined;
    const message =
      workload === undefined
        ? `${subject.title} is ${added ? 'new' : 'gone'}.`
        : workloadMessage(workload, added);
    changes.add(added ? 'object-added' : 'object-removed', 'notable', message, {
      path: subject.title,
      ...(added ? { after: subject.title } : { before: subject.title }),
    });
  } else if (before.title !== after.title) {
    const message = `${before.title} is now called ${after.title}.`;
    changes.add('object-renamed', 'minor', message, {
      path: after.title,
      before: before.title,
      after: after.title,
    });
  }
  if (services.before !== undefined || services.after !== undefined) compareService(services, changes);
  if (workload !== undefined) compareWorkload(workloads, changes);
  if (before !== undefined && after !== undefined) compareLeftovers(before, after, changes);
}

function serviceOf(spec: AppSpec, object: AppSpecObject | undefined) {
  return spec.services.find((service) => service.object === object);
}

function workloadOf(spec: AppSpec, object: AppSpecObject | undefined) {
  return spec.workloads.find((workload) => workload.object === object);
}
