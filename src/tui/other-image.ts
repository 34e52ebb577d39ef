import { printable } from '../base/text.ts';
import type { ListedImage } from '../inventory/listed-image.ts';
import type { TerminalMessage } from './program.ts';
import type { Go } from './screens/screen.ts';
import { FIRST_IMAGE } from './session.ts';
import type { Effect, Message, State } from './state.ts';

/** Whether a message is of an image that nobody looks at any more, or wants to. */
export function isStale({ image, opening: wanted }: State, message: Message | TerminalMessage): boolean {
  switch (message.kind) {
    case 'stacked':
    case 'loaded':
    case 'unreadable':
      return (message.image ?? FIRST_IMAGE) !== image;
    case 'opened':
    case 'unopened':
      return message.image !== wanted?.image;
    default:
      return false;
  }
}

/** Why one cannot go there now; `null` where one can. */
export function refusalOf({ image, inventory }: State, { screen }: Go): string | null {
  if (screen === 'images') return inventory ? null : 'this is the only image of the input';
  return image === null ? 'no image is open: enter opens one' : null;
}

/** The state while an image of the list is being opened. */
export function opening(state: State, listed: ListedImage): readonly [State, readonly Effect[]] {
  if (state.opening?.listed === listed) return [state, []];
  const image = state.asked + 1;
  const notice = `opening ${printable(listed.names[0] ?? listed.id ?? listed.input)} ...`;
  return [{ ...state, asked: image, opening: { image, listed }, notice }, [{ kind: 'open', image, listed }]];
}

/** The state with the image that was opened: no screen but the list knows anything of it yet. */
export function withImage(state: State, { image, subject }: Extract<Message, { kind: 'opened' }>): State {
  const { images } = state.screens;
  return {
    ...state,
    subject,
    image,
    listed: state.opening?.listed ?? null,
    opening: null,
    screens: images ? { images } : {},
    screen: 'images',
    trail: [],
    prompt: null,
    notice: null,
    waiting: new Map(),
  };
}
