/*
 * Runs in the isolated world of each main frame, before everything else there: what a sandboxed preload script finds,
 * and its line to the process that stands in for Electron's. `SCRIPT` is replaced by the preload script itself.
 */
(() => {
  // A preload script runs in main frames only, unless nodeIntegrationInSubFrames is set.
  if (window.top !== window) return;
  const send = globalThis.standInSend;
  const tell = (message) => send(JSON.stringify(message));
  const fail = (what) => {
    tell({ type: 'failure', text: what });
    return new Error(what);
  };

  const encode = (value) => {
    if (value === undefined) return { $: 'undefined' };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      const plain = Number.isFinite(value) && !Object.is(value, -0);
      return plain ? value : { $: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (Array.isArray(value)) return value.map(encode);
    const prototype = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
    if (prototype === Object.prototype || prototype === null) {
      return { $: 'object', members: Object.entries(value).map(([name, each]) => [name, encode(each)]) };
    }
    throw new Error('An object could not be cloned.');
  };
  const decode = (wire) => {
    if (Array.isArray(wire)) return wire.map(decode);
    if (typeof wire !== 'object' || wire === null) return wire;
    if (wire.$ === 'undefined') return undefined;
    if (wire.$ === 'number') return Number(wire.text);
    return Object.fromEntries(wire.members.map(([name, each]) => [name, decode(each)]));
  };

  const ports = new Map();
  const openPort = (id) => {
    const { port1, port2 } = new MessageChannel();
    ports.set(id, port1);
    port1.addEventListener('message', ({ data }) => tell({ type: 'port', id, data: encode(data) }));
    port1.addEventListener('close', () => tell({ type: 'port-closed', id }));
    port1.start();
    return port2;
  };

  const loud = (name, part) =>
    new Proxy(part, {
      get: (target, key) => {
        if (key in target) return target[key];
        if (typeof key === 'symbol' || key === 'then') return undefined;
        throw fail(`the stand-in for Electron has no ${name}.${key} in a preload script`);
      },
    });

  const listeners = new Map();
  const listen = (channel, listener, once) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
    return ipcRenderer;
  };
  const asked = new Map();
  let next = 1;
  const ipcRenderer = loud('ipcRenderer', {
    on: (channel, listener) => listen(channel, listener, false),
    once: (channel, listener) => listen(channel, listener, true),
    send: (channel, ...args) => tell({ type: 'send', channel, args: encode(args) }),
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        const id = next++;
        asked.set(id, { resolve, reject });
        tell({ type: 'invoke', id, channel, args: encode(args) });
      }),
  });

  const paths = new WeakMap();
  const webUtils = loud('webUtils', {
    getPathForFile: (file) => {
      if (!(file instanceof File)) throw new TypeError('getPathForFile expected to receive a File object');
      const path = paths.get(file);
      if (path === undefined)
        throw fail('a File that did not come over the bridge has no path in the stand-in');
      return path;
    },
  });

  const exposed = new Map();
  const filesOf = new Map();
  const bridge = new MessageChannel();
  let bridged = false;
  const run = async ({ id, key, name, args }) => {
    try {
      const answer = exposed.get(key)[name](...args);
      if (typeof answer?.then !== 'function') {
        throw fail(`the stand-in carries promises over the bridge only; ${key}.${name} gave something else`);
      }
      bridge.port1.postMessage({ id, value: await answer });
    } catch (error) {
      bridge.port1.postMessage({ id, error: String(error?.message ?? error) });
    }
  };
  bridge.port1.onmessage = ({ data }) => {
    const files = data.args.filter((each) => each instanceof File);
    if (files.length === 0) return void run(data);
    filesOf.set(data.id, { files, data });
    tell({ type: 'files', id: data.id, count: files.length });
  };
  const contextBridge = loud('contextBridge', {
    exposeInMainWorld: (key, api) => {
      const names = Object.keys(api);
      if (names.some((name) => typeof api[name] !== 'function')) {
        throw fail('the stand-in exposes functions only');
      }
      exposed.set(key, api);
      document.dispatchEvent(new CustomEvent('stand-in-expose', { detail: JSON.stringify({ key, names }) }));
      if (!bridged) window.postMessage('stand-in-bridge', window.location.origin, [bridge.port2]);
      bridged = true;
    },
  });

  globalThis.standIn = {
    file: (id, index) => filesOf.get(id).files[index],
    receive: (message) => {
      if (message.type === 'ipc') {
        const all = listeners.get(message.channel) ?? [];
        listeners.set(
          message.channel,
          all.filter(({ once }) => !once),
        );
        const event = { sender: ipcRenderer, ports: message.ports.map(openPort) };
        for (const { listener } of all) listener(event, ...decode(message.args));
      } else if (message.type === 'port') ports.get(message.id)?.postMessage(decode(message.data));
      else if (message.type === 'port-close') ports.get(message.id)?.close();
      else if (message.type === 'answer') {
        const { resolve, reject } = asked.get(message.id);
        asked.delete(message.id);
        if (message.error === undefined) resolve(decode(message.value));
        else reject(new Error(message.error));
      } else if (message.type === 'paths') {
        const { files, data } = filesOf.get(message.id);
        filesOf.delete(message.id);
        files.forEach((file, i) => {
          paths.set(file, message.paths[i]);
        });
        void run(data);
      }
    },
  };

  const electron = loud('module', { contextBridge, ipcRenderer, webUtils });
  const require = (name) => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  try {
    // biome-ignore lint/correctness/noUnusedFunctionParameters: the preload script stands in its place, and uses them.
    ((require, module, exports) => {
      SCRIPT;
    })(require, { exports: {} }, {});
  } catch (error) {
    tell({ type: 'preload-error', text: String(error?.stack ?? error) });
  }
})();
