import { CircleAlert, Network } from 'lucide-react';
import { useMemo, useState } from 'react';
import { topologyOf } from '../../../shared/report/topology.ts';
import type { TopologyNode } from '../../../shared/report/topology-graph.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import type { DocumentView } from '../../language/protocol.ts';
import { useStudio } from '../../store/studio.ts';
import { revealPlace } from './reveal.ts';
import { TopologyFigure } from './topology-figure.tsx';

const notKnown = { known: false, reason: '', remedy: '' } as const;

/** The app as a live picture of the text: who reaches it, through what, and what runs. */
export function TopologyView() {
  const spec = useStudio((studio) => studio.views.appSpec);
  const images = useStudio((studio) => studio.facts?.images) ?? notKnown;
  const syntaxError = useStudio((studio) =>
    studio.validation?.diagnostics.find((each) => each.code === 'appspec/syntax'),
  );
  const broken = syntaxError !== undefined || (spec?.objects.some((object) => !object.valid) ?? false);
  const drawn = useLastWhole(spec, broken);
  const appJson = useLastReadable(useStudio((studio) => studio.views.appJson));
  const topology = useMemo(
    () => topologyOf({ objects: drawn.view?.objects ?? [], appJson, images }),
    [drawn.view, appJson, images],
  );
  const reveal = (node: TopologyNode): void => {
    if (node.place) void revealPlace(node.place);
  };

  if (topology.nodes.length === 0) return <NothingToDraw there={spec !== undefined} />;
  return (
    <TopologyFigure
      topology={topology}
      dimmed={broken}
      onReveal={reveal}
      notice={
        broken ? (
          <span className="topology-stale" role="status">
            <CircleAlert size={14} aria-hidden="true" />
            The AppSpec has errors in its syntax; this is{' '}
            {drawn.whole ? 'the picture from before them.' : 'what could be read of it.'}
            {syntaxError ? (
              <Button
                look="link"
                onClick={() => useStudio.getState().revealSpan(syntaxError.file, syntaxError.span)}
              >
                Show line {syntaxError.range.start.line}
              </Button>
            ) : null}
          </span>
        ) : null
      }
    />
  );
}

/** The newest view without syntax errors, or the newest at all where none was whole yet. */
function useLastWhole(
  view: DocumentView | undefined,
  broken: boolean,
): { readonly view: DocumentView | undefined; readonly whole: boolean } {
  const [whole, setWhole] = useState<DocumentView | undefined>(undefined);
  if (!broken && view !== whole) setWhole(view);
  if (!broken) return { view, whole: true };
  return { view: whole ?? view, whole: whole !== undefined };
}

/** The value of app.json, through moments in which it cannot be read. */
function useLastReadable(view: DocumentView | undefined): unknown {
  const object = view?.objects[0];
  const [last, setLast] = useState<unknown>(undefined);
  if (object?.valid === true && object.value !== last) setLast(object.value);
  return object?.valid === true ? object.value : last;
}

function NothingToDraw({ there }: { readonly there: boolean }) {
  return (
    <EmptyState
      icon={<Network size={28} aria-hidden="true" />}
      title={there ? 'Nothing to draw yet' : 'No AppSpec'}
      actions={
        there ? (
          <Button look="primary" onClick={() => useStudio.getState().showTab('appSpec')}>
            Open the AppSpec
          </Button>
        ) : null
      }
    >
      <p>
        {there
          ? 'The picture grows as the AppSpec does: add a Service and what it leads to.'
          : 'The picture is drawn from appspec.yaml, which this project does not have.'}
      </p>
    </EmptyState>
  );
}
