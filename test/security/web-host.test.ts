import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { webStudio } from '../support/web-studio.ts';

const asset = '/assets/main-a1B2c3D4.js';

describe('who gets in', () => {
  test('a token is exchanged for a cookie that scripts and other sites cannot use, and is gone from the address', async () => {
    const studio = await webStudio();
    const url = new URL(studio.host.newUrl());
    expect(url.origin).toBe(studio.origin);
    expect(url.searchParams.get('token')).toMatch(/^[\w-]{43}$/);
    const { status, headers } = await studio.request(`/${url.search}`);
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^gantry-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect(headers['set-cookie']?.[0]).not.toContain(url.searchParams.get('token'));
  });

  test('with the cookie the page loads, and loads again', async () => {
    const studio = await webStudio();
    const cookie = await studio.enter();
    for (const path of ['/', '/', asset]) {
      expect((await studio.request(path, { Cookie: `other=1; ${cookie}` })).status).toBe(200);
    }
  });

  test('a second browser cannot use a token that was used; the first one is let through to the page', async () => {
    const studio = await webStudio();
    const path = `/${new URL(studio.host.newUrl()).search}`;
    const [cookie = ''] = (await studio.request(path)).headers['set-cookie'] ?? [];
    const second = await studio.request(path);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
    const again = await studio.request(path, { Cookie: cookie.split(';')[0] ?? '' });
    expect([again.status, again.headers.location, again.headers['set-cookie']]).toEqual([
      303,
      '/',
      undefined,
    ]);
  });

  test('HEAD does not use up a token', async () => {
    const studio = await webStudio();
    const path = `/${new URL(studio.host.newUrl()).search}`;
    expect((await studio.request(path, {}, 'HEAD')).status).toBe(403);
    expect((await studio.request(path)).status).toBe(303);
  });

  test.each([
    ['no cookie', ''],
    ['a made-up cookie', 'gantry-PORT=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['an empty cookie', 'gantry-PORT='],
    ['the cookie of another port', 'gantry-1=VALUE'],
  ])('with %s nothing is given out, not even the page', async (_name, cookie) => {
    const studio = await webStudio();
    const value = (await studio.enter()).split('=')[1] ?? '';
    const header = cookie.replace('PORT', String(studio.host.port)).replace('VALUE', value);
    for (const path of ['/', asset, '/icon.svg', '/nothing']) {
      const answer = await studio.request(path, header === '' ? {} : { Cookie: header });
      expect(answer.status).toBe(403);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(answer.text).toBe(
        'Open the studio with the address that Gantry printed; each address works once.\n',
      );
    }
  });

  test.each(['', 'x', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'])(
    'the token “%s” opens nothing',
    async (token) => {
      const studio = await webStudio();
      studio.host.newUrl();
      expect((await studio.request(`/?token=${token}`)).status).toBe(403);
    },
  );

  test('a token works at the page’s own address only', async () => {
    const studio = await webStudio();
    const { search } = new URL(studio.host.newUrl());
    expect((await studio.request(`${asset}${search}`)).status).toBe(403);
    expect((await studio.request(`/${search}`)).status).toBe(303);
  });
});

describe('where requests come from', () => {
  test.each([
    ['evil.example'],
    ['localhost:PORT'],
    ['127.0.0.1'],
    ['127.0.0.1:1'],
    ['127.0.0.1:PORT.evil.example'],
    ['[::1]:PORT'],
    ['0.0.0.0:PORT'],
  ])('the Host “%s” is refused, cookie or not, so that no other name can lead here', async (host) => {
    const studio = await webStudio();
    const cookie = await studio.enter();
    const { status, headers, text } = await studio.request('/', {
      Host: host.replace('PORT', String(studio.host.port)),
      Cookie: cookie,
    });
    expect([status, text]).toEqual([403, 'The request was sent to another host name.\n']);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('a request without Host is refused', async () => {
    const studio = await webStudio();
    expect(await studio.raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
    expect(await studio.raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a foreign Host spends no token', async () => {
    const studio = await webStudio();
    const path = `/${new URL(studio.host.newUrl()).search}`;
    expect((await studio.request(path, { Host: 'evil.example' })).status).toBe(403);
    expect((await studio.request(path)).status).toBe(303);
  });

  test.each([
    ['https://evil.example'],
    ['null'],
    ['http://localhost:PORT'],
    ['http://127.0.0.1:1'],
    ['https://127.0.0.1:PORT'],
  ])('the Origin “%s” is refused', async (origin) => {
    const studio = await webStudio();
    const headers = {
      Origin: origin.replace('PORT', String(studio.host.port)),
      Cookie: await studio.enter(),
    };
    expect((await studio.request(asset, headers)).status).toBe(403);
  });

  test('the page’s own Origin is accepted', async () => {
    const studio = await webStudio();
    const headers = { Origin: studio.origin, 'Sec-Fetch-Site': 'same-origin', Cookie: await studio.enter() };
    expect((await studio.request(asset, headers)).status).toBe(200);
  });

  test.each(['cross-site', 'same-site'])('a request that the browser calls %s is refused', async (site) => {
    const studio = await webStudio();
    const headers = { 'Sec-Fetch-Site': site, Cookie: await studio.enter() };
    expect((await studio.request('/', headers)).status).toBe(403);
  });

  test('the host listens on the loopback address only', async () => {
    const { host } = await webStudio();
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal, address }) => (family === 'IPv4' ? !internal : address === '::1'))
      .map(({ address }) => address);
    for (const address of [...others, '127.0.0.2']) {
      const reached = await new Promise<boolean>((resolve) => {
        const line = connect({ host: address, port: host.port, timeout: 2000 });
        const end = (open: boolean): void => {
          line.destroy();
          resolve(open);
        };
        line
          .on('connect', () => end(true))
          .on('error', () => end(false))
          .on('timeout', () => end(false));
      });
      expect([address, reached]).toEqual([address, false]);
    }
  });
});

describe('what answers carry', () => {
  const policy = (name: string): string =>
    [
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' ws://${name}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');

  test.each(['/', asset, '/nothing', '/?token=x'])(
    '%s carries the whole set of guards and no CORS',
    async (path) => {
      const studio = await webStudio();
      const { headers } = await studio.request(path, { Cookie: await studio.enter(), Origin: studio.origin });
      expect(headers).toMatchObject({
        'content-security-policy': policy(studio.name),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    },
  );

  test('a preflight of another page gets no leave', async () => {
    const studio = await webStudio();
    const asked = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'GET' };
    const { status, headers } = await studio.request('/', asked, 'OPTIONS');
    expect(status).toBe(403);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s is refused', async (method) => {
    const studio = await webStudio();
    const answer = await studio.request('/', { Cookie: await studio.enter() }, method);
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('files have their own type; only those whose name changes with their content are kept', async () => {
    const studio = await webStudio();
    const cookie = await studio.enter();
    const facts = async (path: string) => {
      const { headers, text } = await studio.request(path, { Cookie: cookie });
      return [headers['content-type'], headers['cache-control'], text.length];
    };
    expect(await facts('/')).toEqual(['text/html; charset=utf-8', 'no-store', 34]);
    expect(await facts(asset)).toEqual([
      'text/javascript; charset=utf-8',
      'private, max-age=31536000, immutable',
      10,
    ]);
    expect((await facts('/icon.svg'))[0]).toBe('image/svg+xml; charset=utf-8');
  });

  test('HEAD gives the headers alone', async () => {
    const studio = await webStudio();
    const { status, headers, text } = await studio.request('/', { Cookie: await studio.enter() }, 'HEAD');
    expect([status, headers['content-length'], text]).toEqual([200, '34', '']);
  });
});

describe('what is given out', () => {
  test.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/../../secret.json',
    '/assets/%2e%2e/%2e%2e/secret.json',
    '/..%5csecret.json',
    '//secret.json',
    '/%00/../secret.json',
    '/index.html%00.js',
    '/%',
    '/%ff%fe',
    '/index.html::$DATA',
    '/c:/windows/win.ini',
    '/assets',
    '/assets/',
    '/.hidden/plain.json',
    '/plain.unknown',
    `${asset}.map`,
    'http://127.0.0.1/index.html',
    '*',
  ])('“%s” is not there', async (path) => {
    const studio = await webStudio();
    await mkdir(join(studio.folder, 'page', '.hidden'));
    await writeFile(join(studio.folder, 'page', '.hidden', 'plain.json'), '{}');
    await writeFile(join(studio.folder, 'page', 'plain.unknown'), 'x');
    const { status, text } = await studio.request(path, { Cookie: await studio.enter() });
    expect([status, text]).toEqual([404, 'There is no such file.\n']);
  });

  test.skipIf(process.platform === 'win32')(
    'a link that leads out of the page’s folder is not followed',
    async () => {
      const studio = await webStudio();
      const page = join(studio.folder, 'page');
      await symlink(join(studio.folder, 'secret.json'), join(page, 'out.json'));
      await symlink(studio.folder, join(page, 'up'));
      await symlink(join(page, 'icon.svg'), join(page, 'within.svg'));
      const cookie = await studio.enter();
      expect((await studio.request('/out.json', { Cookie: cookie })).status).toBe(404);
      expect((await studio.request('/up/secret.json', { Cookie: cookie })).status).toBe(404);
      expect((await studio.request('/within.svg', { Cookie: cookie })).status).toBe(200);
    },
  );
});

describe('what is logged', () => {
  test('every refused request is one line, in which nothing sent can begin another or give away a token', async () => {
    const studio = await webStudio();
    await studio.request('/?token=abc\u001b[31m%0Anext'.replace('\u001b', '%1b'));
    await studio.request('/', { Host: 'evil.example' });
    expect(studio.log).toHaveLength(2);
    expect(studio.log[0]).toMatch(/^refused GET 127\.0\.0\.1:\d+\/\?token=…: Open the studio/);
    expect(studio.log[1]).toBe('refused GET evil.example/: The request was sent to another host name.');
  });

  test('what is no HTTP at all is refused and logged', async () => {
    const studio = await webStudio();
    expect(await studio.raw('\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(studio.log).toEqual([expect.stringContaining('refused something')]);
  });

  test('a flood of refusals does not flood the log', async () => {
    const studio = await webStudio();
    for (let n = 0; n < 60; n++) await studio.request(`/${n}`);
    expect(studio.log).toHaveLength(20);
  });
});
