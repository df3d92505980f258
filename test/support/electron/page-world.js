/*
 * Runs in the page's own world before its scripts: receives what the preload script exposes. Values cross the bridge as
 * copies, functions as proxies, and nothing exposed can be changed (contextBridge, "API functions and promises").
 */
(() => {
  if (window.top !== window) return;
  const waiting = new Map();
  let next = 1;
  let port;
  const queue = [];
  document.addEventListener('stand-in-expose', ({ detail }) => {
    const { key, names } = JSON.parse(detail);
    const call =
      (name) =>
      (...args) =>
        new Promise((resolve, reject) => {
          const id = next++;
          waiting.set(id, { resolve, reject });
          const message = { id, key, name, args };
          if (port) port.postMessage(message);
          else queue.push(message);
        });
    const api = Object.freeze(Object.fromEntries(names.map((name) => [name, call(name)])));
    Object.defineProperty(window, key, { value: api, enumerable: true });
  });
  window.addEventListener(
    'message',
    (event) => {
      if (event.data !== 'stand-in-bridge') return;
      event.stopImmediatePropagation();
      if (port) return;
      [port] = event.ports;
      port.onmessage = ({ data: { id, value, error } }) => {
        const { resolve, reject } = waiting.get(id);
        waiting.delete(id);
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      };
      for (const message of queue.splice(0)) port.postMessage(message);
    },
    { capture: true },
  );
})();
