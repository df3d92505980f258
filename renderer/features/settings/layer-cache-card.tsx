import { useEffect } from 'react';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { layerCacheLimits } from '../../store/layer-cache.ts';
import { useStudio } from '../../store/studio.ts';
import { SettingsRow } from './settings-row.tsx';

/** The cache that makes a second export a copy: what it takes, what it may take, and clearing it. */
export function LayerCacheCard() {
  const cache = useStudio((studio) => studio.layerCache);
  const connected = useStudio((studio) => studio.connection === 'open');
  const { loadLayerCache, clearLayerCache, setLayerCacheLimit } = useStudio.getState();
  useEffect(() => {
    if (connected) void loadLayerCache();
  }, [connected, loadLayerCache]);
  const limit = cache?.limitBytes;
  // A limit that was set on the command line is offered beside the usual ones.
  const limits = [...new Set([...layerCacheLimits, ...(limit === undefined ? [] : [limit])])].sort(
    (a, b) => a - b,
  );
  return (
    <section className="card" aria-labelledby="settings-cache">
      <div className="card-head">
        <h2 id="settings-cache">Compressed layers</h2>
      </div>
      <div className="card-body">
        <SettingsRow label="Kept now" {...(cache === undefined ? {} : { hint: `In ${cache.folder}` })}>
          {() => (
            <div className="settings-cache">
              <span>
                {cache === undefined
                  ? 'Not known yet'
                  : `${formatBytes(cache.bytes)} in ${formatCount(cache.layers, 'layer')}`}
              </span>
              <Button
                disabled={!connected || cache === undefined || cache.layers === 0}
                onClick={() => void clearLayerCache()}
              >
                Clear
              </Button>
            </div>
          )}
        </SettingsRow>
        <SettingsRow
          label="At most"
          hint="An export copies layers that were compressed before. What was not used for longest goes first."
        >
          {(id) => (
            <select
              className="input"
              aria-labelledby={id}
              disabled={!connected || cache === undefined}
              value={limit ?? ''}
              onChange={(event) => void setLayerCacheLimit(Number(event.target.value))}
            >
              {limits.map((bytes) => (
                <option key={bytes} value={bytes}>
                  {bytes === 0 ? 'Keep none' : formatBytes(bytes)}
                </option>
              ))}
            </select>
          )}
        </SettingsRow>
      </div>
    </section>
  );
}
