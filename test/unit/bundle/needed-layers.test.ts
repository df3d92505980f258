import { expect, it } from 'vitest';
import { NeededLayers } from '../../../electron/services/bundle/needed-layers.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

it('fails who waits for a layer that will not come, before and after that is known', async () => {
  const layers = new NeededLayers(new LayerCache(await temporaryFolder()), 5);
  const early = layers.wait('sha256:a');
  layers.fail(new Error('the engine went away'));
  await expect(early).rejects.toThrow('the engine went away');
  await expect(layers.wait('sha256:a')).rejects.toThrow('the engine went away');
  await expect(layers.wait('sha256:b')).rejects.toThrow('the engine went away');
});
