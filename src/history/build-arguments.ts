import type { Instruction } from './instruction/effect.ts';

/** The name of a build argument, and its default. */
type Declared = readonly [name: string, value: string | undefined];

/** The build arguments of a Dockerfile. */
export interface BuildArguments {
  /** All instructions; an `ARG` has the value of the build, for the same to be built again. */
  readonly instructions: readonly Instruction[];
  /** By step: arguments that were in force there and that nothing declares. */
  readonly missing: ReadonlyMap<number, readonly Declared[]>;
  /** By step: what to say of an `ARG`. */
  readonly notes: ReadonlyMap<number, readonly string[]>;
}

/** Compares what `ARG` says with the arguments that were in force when commands ran. */
export function argumentLines(instructions: readonly Instruction[]): BuildArguments {
  const declared = new Map<string, { readonly value: string | undefined; readonly step: number }>();
  const given = new Map<number, Map<string, string>>();
  const missing = new Map<number, readonly Declared[]>();
  const variables = new Map<string, string>();
  for (const { effect, step } of instructions) {
    if (effect.kind === 'ENV') for (const [name, value] of effect.values) variables.set(name, value);
    if (effect.kind === 'ARG') for (const [name, value] of effect.values) declared.set(name, { value, step });
    if (effect.kind !== 'RUN') continue;
    const unknown = effect.args.filter(([name]) => !declared.has(name));
    if (unknown.length > 0) missing.set(step, unknown.map(declaredPair));
    for (const [name, value] of unknown) declared.set(name, { value, step });
    for (const [name, value] of effect.args) {
      const known = declared.get(name)!;
      if (known.value === value || variables.get(name) === value || isGivenByBuilder(name, value)) continue;
      given.set(known.step, (given.get(known.step) ?? new Map<string, string>()).set(name, value));
      declared.set(name, { value, step: known.step });
    }
  }
  const notes = new Map([...given].map(([step, values]) => [step, [...values.keys()].map(noteOf)]));
  return { instructions: instructions.map((each) => withGiven(each, given.get(each.step))), missing, notes };
}

const PLATFORM = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)$/;
const PROXY = /^(?:https?|ftp|no|all)_proxy$/i;

/** Builders know these themselves: a default would hold on other platforms, too, or stand before what they are given. */
function isGivenByBuilder(name: string, value: string | undefined): boolean {
  return PLATFORM.test(name) || (value === '' && PROXY.test(name));
}

function declaredPair([name, value]: Declared): Declared {
  return [name, isGivenByBuilder(name, value) ? undefined : value];
}

function noteOf(name: string): string {
  return `the image was built with --build-arg ${name}=…, which stands here as its default`;
}

function withGiven(instruction: Instruction, given: ReadonlyMap<string, string> | undefined): Instruction {
  const { effect, source, ...rest } = instruction;
  if (effect.kind !== 'ARG' || (!given && source !== undefined)) return instruction;
  const values = effect.values.map(([name, value]) => declaredPair([name, given?.get(name) ?? value]));
  return { ...rest, effect: { kind: 'ARG', values } };
}
