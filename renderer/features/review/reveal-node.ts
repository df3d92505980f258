import type { ReviewOutput } from '../../../shared/contract/review.ts';
import type { TopologyNode } from '../../../shared/report/topology-graph.ts';
import { languageService } from '../../language/client.ts';
import type { TextRange } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';

/** Shows where a node is written in the bundle; where the text has nothing there, what is around it. */
export async function revealNode(facts: ReviewOutput, { place }: TopologyNode): Promise<void> {
  const manifest = facts.manifests.find(({ role }) => role === place?.role);
  if (!place || !manifest) return;
  const { role, object, path } = place;
  for (let length = path.length; length >= 0; length--) {
    const span = await languageService().locate(role, manifest.text, object, path.slice(0, length));
    if (!span) continue;
    const range: TextRange = {
      start: position(manifest.text, span.start),
      end: position(manifest.text, span.end),
    };
    useStudio.getState().showReviewPlace(manifest.file, range);
    return;
  }
}

function position(text: string, offset: number): TextRange['start'] {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
