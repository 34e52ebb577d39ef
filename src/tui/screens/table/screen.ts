import type { Place } from '../../bindings.ts';
import type { TablesQuestion } from '../../questions.ts';
import type { Row } from '../../rows.ts';
import type { Subject } from '../../session.ts';
import type { Around, Go, ScreenMessage, Step } from '../screen.ts';
import type { TablesState } from './state.ts';
import { NOT_ASKED, updateTables, withTables } from './update.ts';
import { viewTables } from './view.ts';

/** What a screen of tables has of its own. */
export interface TablesOf {
  readonly title: string;
  /** What it shows the answer to; `null` as long as what it is about is not known. Asked of whole images only. */
  question(subject: Subject): TablesQuestion | null;
  /** What is said while the answer is made. */
  readonly work: string;
}

const PLACES: readonly Place[] = ['table', 'line', 'list', 'everywhere'];

/** A screen that shows the answer to one question as tables. It is asked once; the screen is left as it is. */
export function tablesScreen({ title, question, work }: TablesOf) {
  const asking = (own: TablesState, around: Around): Step<TablesState> => {
    const { subject } = around;
    const next = updateTables(own, { kind: 'changed' }, around).own;
    const asked = own.isAsked || !subject.loaded?.isWhole ? null : question(subject);
    return asked ? { own: { ...next, isAsked: true }, ask: [asked] } : { own: next };
  };
  return {
    start: (_go: Go, around: Around, left = NOT_ASKED): Step<TablesState> => asking(left, around),
    places: ({ lists }: TablesState): readonly Place[] => (lists.length > 1 ? ['pane', ...PLACES] : PLACES),
    update(own: TablesState, message: ScreenMessage, around: Around): Step<TablesState> {
      if (message.kind === 'changed') return asking(own, around);
      if (message.kind !== 'reply') return updateTables(own, message, around);
      const { reply } = message;
      if (reply.kind === 'failed') return { own: { ...own, failure: reply.message } };
      return 'tables' in reply ? { own: withTables(own, reply.tables) } : { own };
    },
    title: () => title,
    view: (own: TablesState, around: Around): readonly Row[] => viewTables(own, around, work),
    status: () => null,
  };
}
