import type { ListedImage } from '../../inventory/listed-image.ts';
import type { Command, Place } from '../bindings.ts';
import type { Inventory } from '../inventory.ts';
import type { MouseMessage } from '../program.ts';
import type { Question, Reply } from '../questions.ts';
import type { Area, Row } from '../rows.ts';
import type { Subject } from '../session.ts';
import type { CompareState } from './compare/state.ts';
import type { FileState } from './file/state.ts';
import type { ImagesState } from './images/state.ts';
import type { LayersState } from './layers/state.ts';
import type { TablesState } from './table/state.ts';
import type { Scene } from '../tree/scene.ts';
import type { Sight } from '../tree/sight.ts';
import type { TreemapState } from './treemap/state.ts';

/** The states of all screens, by the name of the screen. */
export interface Screens {
  readonly images: ImagesState;
  readonly layers: LayersState;
  readonly file: FileState;
  readonly waste: TablesState;
  readonly duplicates: TablesState;
  readonly packages: TablesState;
  readonly history: TablesState;
  readonly treemap: TreemapState;
  readonly compare: CompareState;
}

export type ScreenName = keyof Screens;

/** Where to go: a screen, and what it shall show. */
export type Go =
  | { readonly screen: 'waste' }
  | { readonly screen: 'duplicates' }
  | { readonly screen: 'packages' }
  | { readonly screen: 'history' }
  | { readonly screen: 'images' }
  | { /** As it was left, or at a path. */ readonly screen: 'layers'; readonly sight?: Sight }
  | {
      /** A path as people type it, at the version that a layer shows. */
      readonly screen: 'file';
      readonly path: string;
      readonly layer: number;
    }
  | {
      /** At a path of what the main screen shows, by its node. */
      readonly screen: 'treemap';
      readonly scene: Scene | null;
      readonly node: number;
    }
  | { readonly screen: 'compare' };

/** What a screen knows beside its own state. */
export interface Around {
  readonly subject: Subject;
  /** All images of the input; `null` where there is only one. */
  readonly inventory: Inventory | null;
  /** What it may fill. */
  readonly area: Area;
  readonly unicode: boolean;
}

/** What happens to a screen. Places of the mouse count from its own upper left corner. */
export type ScreenMessage =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'mouse'; readonly mouse: MouseMessage }
  | { readonly kind: 'prompt'; readonly purpose: string; readonly text: string; readonly state: PromptState }
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { /** The image has more layers now, or the screen has another size. */ readonly kind: 'changed' };

/** The line is being typed, was accepted, or was given up. */
export type PromptState = 'typing' | 'accepted' | 'cancelled';

/** A line that is asked for in the footer. */
export interface Prompt {
  /** By which the screen knows its prompt again. */
  readonly purpose: string;
  readonly label: string;
  readonly text: string;
  /** Whether the screen wants to see each letter typed. */
  readonly live: boolean;
}

/** What a screen becomes, and what it wants of others. */
export interface Step<Own> {
  readonly own: Own;
  readonly ask?: readonly Question[];
  readonly go?: Go;
  /** Another image to look at. */
  readonly open?: ListedImage;
  readonly prompt?: Prompt;
  /** A sentence for the footer, until the next key. */
  readonly notice?: string;
  /** Text for the clipboard. */
  readonly copy?: string;
  /** The command was `back`, and there was nothing of the screen's own to go back from. */
  readonly leaves?: boolean;
}

/** A screen: how it begins, changes and looks. */
export interface Screen<Name extends ScreenName> {
  /** `left` is what it was when it was left, where it was opened before. */
  start(go: Extract<Go, { screen: Name }>, around: Around, left?: Screens[Name]): Step<Screens[Name]>;
  /** Where its keys are looked up, the most special place first. */
  places(own: Screens[Name]): readonly Place[];
  update(own: Screens[Name], message: ScreenMessage, around: Around): Step<Screens[Name]>;
  /** What stands at the right end of the screen's first row. */
  title(own: Screens[Name], around: Around): string;
  view(own: Screens[Name], around: Around): readonly Row[];
  /** What the footer says when there is nothing to notice: `null` for the keys. */
  status(own: Screens[Name], around: Around): string | null;
}
