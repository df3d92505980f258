import { expect, it } from 'vitest';
import { maskedManifest } from '../../../shared/report/review-report/masked-manifest.ts';
import { appSpecText } from '../../support/sample-project.ts';

const secret = 'hunter2hunter2';
const env = (lines: string) => `${appSpecText('my-app:1.0')}        env:\n${lines}`;

it('masks a variable that is a credential by its name, whatever way it is written, and nothing else', () => {
  const text = env(`        - {name: API_KEY, value: '${secret}'}\n        - {name: LEVEL, value: info}\n`);
  const masked = maskedManifest(text, 'appSpec');
  expect(masked).toBe(text.replace(`'${secret}'`, '"h… (14 characters)"'));
  const number = maskedManifest(env('        - {name: DB_PASSWORD, value: 1234567890}\n'), 'appSpec');
  expect(number).not.toContain('1234567890');
});

it('masks the same value in a comment, a command or an anchor', () => {
  const text = env(
    `        - {name: OTHER, value: &it ${secret}}\n        - {name: API_KEY, value: *it}\n        # it was ${secret} before\n        args: [--key=${secret}]\n`,
  );
  expect(maskedManifest(text, 'appSpec')).not.toContain(secret);
});

it('masks fields of app.json by their names, and what looks like a credential', () => {
  const token = `ghp_${'Z9'.repeat(18)}`;
  const text = JSON.stringify({ name: 'x', vendor: { api_token: secret, tags: ['a', token] } }, null, 2);
  const masked = maskedManifest(text, 'appJson');
  expect(JSON.parse(masked)).toEqual({
    name: 'x',
    vendor: { api_token: 'h… (14 characters)', tags: ['a', 'ghp_… (40 characters)'] },
  });
});

it('takes a text that is no manifest as it is, but for what looks like a credential', () => {
  for (const role of ['appSpec', 'appJson'] as const) {
    expect(maskedManifest('{"a": [', role)).toBe('{"a": [');
    expect(maskedManifest('', role)).toBe('');
  }
});

it('keeps a “$” of a value as it is', () => {
  const masked = maskedManifest(env(`        - {name: API_KEY, value: "x$&$1${secret}"}\n`), 'appSpec');
  expect(masked).toContain('"x$&$… (19 characters)"');
});
