import { transfer } from 'comlink';
import { factsOf, type ReportFacts, type ReportParts } from './report-facts.ts';

/** The worker's face: what takes too long for a page that is to stay smooth. */
export interface FactsService {
  facts(parts: ReportParts): Omit<ReportFacts, 'report'>;
}

export const service: FactsService = {
  facts: (parts) => {
    const facts = factsOf(parts);
    const columns = Object.values(facts.index).filter((value) => ArrayBuffer.isView(value));
    return transfer(
      facts,
      columns.map(({ buffer }) => buffer),
    );
  },
};
