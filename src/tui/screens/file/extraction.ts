import { cutMiddle } from '../../../base/width.ts';
import { plural, printable } from '../../../base/text.ts';
import type { ExtractQuestion, Extracted, Question } from '../../questions.ts';
import type { Prompt, ScreenMessage, Step } from '../screen.ts';

/** What is extracted and where to, as far as it is known, and what is to be done next. Two screens have this in common. */
export interface Extraction {
  readonly extracting: ExtractQuestion | null;
  readonly prompt?: Prompt;
  readonly ask?: readonly Question[];
  readonly notice?: string;
}

const FOLDER = 'extracted';
/** So that there is room for the answer on narrow screens, too. */
const NAME_COLUMNS = 20;
const OVERWRITE = 'overwrite';
const NOTHING_WRITTEN = 'nothing was written';

/** The same as the step of a screen. */
export function extractionStep<Own extends { readonly extracting: ExtractQuestion | null }>(
  own: Own,
  { extracting, ...wanted }: Extraction,
): Step<Own> {
  return { ...wanted, own: { ...own, extracting } };
}

/** Asks where to; `path` is a file, or a directory with all below it, as it is after the layer. */
export function startExtraction(path: string, layer: number): Extraction {
  return {
    extracting: { kind: 'extract', path, layer, to: FOLDER, overwrites: false },
    prompt: { purpose: 'extract', label: 'extract to the folder', text: FOLDER, live: false },
  };
}

/** What a line means that was asked for; `null` for other prompts. */
export function promptedExtraction(
  extracting: ExtractQuestion | null,
  { purpose, text, state }: Extract<ScreenMessage, { kind: 'prompt' }>,
): Extraction | null {
  if (purpose !== 'extract' && purpose !== OVERWRITE) return null;
  if (!extracting || state !== 'accepted') return { extracting: null, notice: NOTHING_WRITTEN };
  if (purpose === OVERWRITE) {
    if (text.trim() !== OVERWRITE) return { extracting: null, notice: NOTHING_WRITTEN };
    return asked({ ...extracting, overwrites: true });
  }
  const to = text.trim();
  if (to === '') return { extracting: null, notice: NOTHING_WRITTEN };
  // No shell reads this line: the folder would really be called so.
  if (to.startsWith('~')) return { extracting: null, notice: `${to}: write the folder out, without ~` };
  return asked({ ...extracting, to });
}

/** What the answer means: done, or something is there already. */
export function repliedExtraction({ question, there, written }: Extracted): Extraction {
  if (there.length === 0) return { extracting: null, notice: written };
  const what = there.length === 1 ? cutMiddle(printable(there[0]!), NAME_COLUMNS) : plural(there.length, 'path');
  const label = `${what} ${there.length === 1 ? 'exists' : 'exist'}; type ${OVERWRITE}`;
  return { extracting: question, prompt: { purpose: OVERWRITE, label, text: '', live: false } };
}

function asked(question: ExtractQuestion): Extraction {
  return { extracting: question, ask: [question], notice: `extracting to ${question.to} ...` };
}
