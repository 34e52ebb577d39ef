import { bytecodeForm, buildIdForm } from './binary-forms.ts';
import type { ContentRule, Form } from './content-rule.ts';
import { withoutDates, withoutLogDates, withoutMakingDates } from './dates.ts';
import { gzipContent } from './gzip-content.ts';
import { ldconfigForm } from './ldconfig-form.ts';
import { accountsForm, linesForm, stanzasForm, undatedShadowForm } from './list-forms.ts';
import { tarForm } from './tar-form.ts';
import { zipForm } from './zip-form.ts';

const MAX_TEXT_BYTES = 4 * 2 ** 20;

/** All rules, the one that forgives least first; those that forgive what may matter stand last. */
export const CONTENT_RULES: readonly ContentRule[] = [
  { id: 'ldconfig-cache', at: /^\/etc\/ld\.so\.cache$/, form: ldconfigForm },
  { id: 'pyc', at: /\.py[co]$/, form: bytecodeForm },
  { id: 'gzip-header', form: gzipForm },
  { id: 'archive', form: archiveForm },
  { id: 'build-id', form: buildIdForm },
  { id: 'order', at: /^\/var\/lib\/dpkg\/(?:status|available)$|\/lib\/apk\/db\/installed$/, form: text(stanzasForm) },
  {
    id: 'order',
    at: /^\/var\/lib\/dpkg\/info\/[^/]+\.(?:list|md5sums|conffiles)$|^\/etc\/(?:shells|apk\/world)$|\.dist-info\/RECORD$|\.egg-info\/(?:SOURCES|installed-files)\.txt$/,
    form: text(linesForm),
  },
  { id: 'order', at: /^\/etc\/(?:passwd|group|shadow|gshadow)$/, form: text(accountsForm) },
  { id: 'timestamps', at: /^\/etc\/shadow$/, form: text(undatedShadowForm) },
  { id: 'log', at: /\.log(?:\.\d+)?$/, form: dates(withoutLogDates) },
  { id: 'timestamps', form: dates(withoutMakingDates) },
  { id: 'text-dates', form: dates(withoutDates) },
  { id: 'line-order', form: text(linesForm) },
];

function gzipForm(content: Buffer): Form | undefined {
  const unpacked = gzipContent(content);
  return unpacked && [unpacked];
}

function archiveForm(content: Buffer): Form | undefined {
  const isPacked = content[0] === 0x1f && content[1] === 0x8b;
  const unpacked = isPacked ? gzipContent(content) : content;
  return unpacked && (tarForm(unpacked) ?? zipForm(unpacked));
}

/** A form of text, a character a byte. What holds a NUL is none. */
function text(form: (content: string, path: string) => Form | undefined): ContentRule['form'] {
  return (content, path) => {
    if (content.length > MAX_TEXT_BYTES || content.includes(0)) return undefined;
    return form(content.toString('latin1'), path);
  };
}

/** Text without dates has no form: nothing would be forgiven. */
function dates(without: (content: string) => string): ContentRule['form'] {
  return text((content) => {
    const rest = without(content);
    return rest === content ? undefined : [rest];
  });
}
