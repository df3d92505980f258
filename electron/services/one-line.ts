const longest = 200;

/** What was sent as part of one line: nothing in it can begin another, steer a terminal or give away a token. */
export function oneLine(text: string): string {
  const hidden = text.replace(/([?&]token=)[^&\s]*/g, '$1…');
  const plain = hidden.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
  return plain.length <= longest ? plain : `${plain.slice(0, longest)}…`;
}
