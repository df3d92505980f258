import { useState } from 'react';
import type { CompareOutput } from '../../../shared/contract/comparison.ts';
import { later } from '../../components/later.tsx';
import { loadMonaco } from '../../components/monaco/load-monaco.ts';
import { Segmented } from '../../components/segmented.tsx';

const DiffView = later(
  async () => {
    await loadMonaco();
    return (await import('../../components/monaco/diff-view.tsx')).DiffView;
  },
  <p className="loading">Opening the texts …</p>,
);

/** The manifests side by side. */
export function CompareTexts({ texts }: { readonly texts: CompareOutput['texts'] }) {
  const [file, setFile] = useState(texts.find((text) => text.before !== text.after)?.file);
  const text = texts.find((each) => each.file === file) ?? texts[0];
  if (!text) return <p className="card review-none">Neither of them has a manifest.</p>;
  return (
    <section className="card compare-texts" aria-label="Texts">
      <div className="review-bar">
        <Segmented
          label="Text"
          value={text.file}
          options={texts.map((each) => ({
            value: each.file,
            label: each.before === each.after ? `${each.file} (same)` : each.file,
          }))}
          onChange={setFile}
        />
        <span className="hint">Alt+F5 goes to the next difference, Shift+Alt+F5 back</span>
      </div>
      <DiffView
        before={{ label: text.before === null ? 'Before: not there' : 'Before', text: text.before ?? '' }}
        after={{ label: text.after === null ? 'Now: not there' : 'Now', text: text.after ?? '' }}
        language={text.file.endsWith('.json') ? 'json' : 'yaml'}
      />
    </section>
  );
}
