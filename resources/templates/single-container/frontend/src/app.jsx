import { useEffect, useState } from 'react';

const refreshMs = 5000;

/** Where the app runs, refreshed every few seconds. */
export function App() {
  const [place, setPlace] = useState(null);
  const [failure, setFailure] = useState(null);

  useEffect(() => {
    const stop = new AbortController();
    const refresh = async () => {
      try {
        const answer = await fetch('/api/place', { signal: stop.signal });
        if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
        setPlace(await answer.json());
        setFailure(null);
      } catch (error) {
        if (!stop.signal.aborted) setFailure(error.message);
      }
    };
    refresh();
    const timer = setInterval(refresh, refreshMs);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, []);

  return (
    <main>
      <h1>{document.title}</h1>
      {failure && <p role="alert">No news from the server: {failure}.</p>}
      {place === null ? <p>Asking the server…</p> : <Place place={place} />}
    </main>
  );
}

function Place({ place }) {
  const rows = [
    ['Runs on', place.on_platform ? 'the platform' : 'a machine outside the platform'],
    ['Node', place.host ?? 'not told'],
    ['Pod', place.pod ?? 'not told'],
    ['API for apps', place.api_endpoint ?? 'not told'],
    ['Up for', `${place.uptime_seconds} s`],
  ];
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
