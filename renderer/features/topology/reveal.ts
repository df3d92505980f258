import type { TopologyPlace } from '../../../shared/report/topology-graph.ts';
import { languageService } from '../../language/client.ts';
import { documentOfRole } from '../../store/documents.ts';
import { useStudio } from '../../store/studio.ts';

/** Shows where a node is written; where the text has nothing there, what is around it. */
export async function revealPlace({ role, object, path }: TopologyPlace): Promise<void> {
  const document = documentOfRole(useStudio.getState().documents, role);
  if (!document) return;
  for (let length = path.length; length >= 0; length--) {
    const span = await languageService().locate(role, document.state.text, object, path.slice(0, length));
    if (span) {
      useStudio.getState().revealSpan(document.name, span);
      return;
    }
  }
}
