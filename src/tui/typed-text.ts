/** What a key makes of the text that is being typed; `null` for keys that do not write. */
export function typedText(text: string, key: string): string | null {
  switch (key) {
    case 'backspace':
      return [...text].slice(0, -1).join('');
    case 'ctrl-u':
      return '';
    case 'ctrl-w':
      return text.replace(/[^/\s]*[/\s]?$/, '');
    case 'space':
      return `${text} `;
    default:
      return [...key].length === 1 ? text + key : null;
  }
}
