import { expect, test } from 'vitest';
import { placeFor, readPlaces, rememberPlace } from '../../../electron/main/window-place.ts';

const desk = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
const beside = { id: 2, workArea: { x: 1920, y: 0, width: 2560, height: 1400 } };
const left = { bounds: { x: 2000, y: 100, width: 1600, height: 1000 }, maximised: true };

test('a window comes back where it was left on the screen used last', () => {
  const places = rememberPlace({ screens: {} }, beside, left);
  expect(placeFor(places, [desk, beside])).toEqual(left);
});

test('each screen keeps its own place', () => {
  const here = { bounds: { x: 10, y: 10, width: 1000, height: 700 }, maximised: false };
  const places = rememberPlace(rememberPlace({ screens: {} }, beside, left), desk, here);
  expect(placeFor(places, [desk, beside])).toEqual(here);
  expect(placeFor({ ...places, last: '2' }, [desk, beside])).toEqual(left);
});

test('a screen that is away does not take the window with it', () => {
  const places = rememberPlace({ screens: {} }, beside, left);
  const { bounds } = placeFor(places, [desk]);
  expect(bounds).toEqual({ x: 240, y: 70, width: 1440, height: 900 });
});

test('a screen that has become smaller still shows the whole window', () => {
  const places = rememberPlace({ screens: {} }, beside, left);
  const small = { id: 2, workArea: { x: 0, y: 25, width: 1280, height: 700 } };
  expect(placeFor(places, [small]).bounds).toEqual({ x: 0, y: 25, width: 1280, height: 700 });
});

test('what was remembered wrongly is passed over', () => {
  const state = { last: 7, screens: { 1: { bounds: { x: 'a' } }, 2: { bounds: left.bounds } } };
  expect(readPlaces(state)).toEqual({ screens: { 2: { bounds: left.bounds, maximised: false } } });
  expect(readPlaces({})).toEqual({ screens: {} });
});
