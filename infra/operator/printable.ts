/** Makes text from outside, such as a carrier or a phone, printable: it must neither steer the terminal nor fill it. */
export function printable(text: string, maxCharacters = 200): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}…` : line;
}

/** JSON for programs. Escapes the characters that `JSON.stringify` leaves in and a terminal would obey. */
export function printJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu,
    // JSON escapes a character outside the basic plane as two code units.
    (character) => character.split('').map(escaped).join(''),
  );
}

function escaped(codeUnit: string): string {
  return `\\u${codeUnit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `1 object`, `2 objects`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
