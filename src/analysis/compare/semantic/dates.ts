const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const DAY = '(?:0[1-9]|[ 12]?[1-9]|[123]0|31)';
const YEAR = '(?:19|20)\\d\\d';
const ISO_DAY = `${YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])`;
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-6]\\d)?(?:[.,]\\d{1,9})?';
const ZONE = '(?: ?(?:Z|UTC|GMT|[+-](?:0\\d|1[0-4]):?[0-5]\\d))?';

/** Dates with a time of day, in the ways programs write them; a mark for each, so that one way is not another. */
const STAMPS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`(?<!\\d)${ISO_DAY}[T ] ?${TIME}${ZONE}(?!\\d)`, 'g'), '\0ISO'],
  [new RegExp(`\\b${WEEKDAY} ${MONTH} +${DAY} ${TIME}(?: (?:UTC|GMT))? ${YEAR}(?!\\d)`, 'g'), '\0C'],
  [new RegExp(`\\b${WEEKDAY}, ${DAY} ${MONTH} ${YEAR} ${TIME}${ZONE}(?!\\d)`, 'g'), '\0MAIL'],
];
/** What only logs have: syslog's, and a day alone. */
const LOG_STAMPS: readonly (readonly [RegExp, string])[] = [
  ...STAMPS,
  [new RegExp(`^${MONTH} [ \\d]\\d ${TIME}(?!\\d)`, 'gm'), '\0SYSLOG'],
  [new RegExp(`(?<!\\d)${ISO_DAY}(?!\\d)`, 'g'), '\0DAY'],
];

const COMMENT = /^\s*(?:#(?!!)|\/\/|\/\*|;|<!--|\.\\")/;
const TELLS_OF_MAKING =
  /\b(?:auto-?)?(?:generat|creat|buil[dt]|compil|updat|modifi|writ|install|packag|mtime|timestamp|date)/i;
const TELLS_OF_VALIDITY = /expir|valid|until|not[-_ ]?(?:after|before)|deadline|since|renew/i;

/** The text with a mark in place of each date that has a time of day. */
export function withoutDates(text: string): string {
  return replaced(text, STAMPS);
}

/** Also days alone, and the way syslog begins its lines. */
export function withoutLogDates(text: string): string {
  return replaced(text, LOG_STAMPS);
}

/** Only in comments, and in lines that say that something was made; never in those that say how long it is valid. */
export function withoutMakingDates(text: string): string {
  if (withoutDates(text) === text) return text;
  const lines = text.split('\n').map((line) => {
    const isOfMaking = (COMMENT.test(line) || TELLS_OF_MAKING.test(line)) && !TELLS_OF_VALIDITY.test(line);
    return isOfMaking ? withoutDates(line) : line;
  });
  return lines.join('\n');
}

function replaced(text: string, stamps: typeof STAMPS): string {
  return stamps.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), text);
}
