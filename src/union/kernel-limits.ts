/** Twice what Linux takes in one path; deeper ones can be unpacked by nobody and cost time squared in listings. */
export const MAX_DEPTH = 4096;

/** How many symlinks Linux follows for one path before it says ELOOP. */
export const MAX_LINKS = 40;

/** What Linux takes in the target of one symlink; nobody can unpack a longer one, so nothing lies behind it. */
const MAX_TARGET_BYTES = 4095;

/** Whether the target of one more symlink may be followed where `followed` were before. */
export function isFollowed(target: Uint8Array, followed: number): boolean {
  return followed < MAX_LINKS && target.length <= MAX_TARGET_BYTES;
}
