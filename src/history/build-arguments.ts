import type { Pair } from './instruction/assignments.ts';
import type { Instruction } from './instruction/effect.ts';

/** The build arguments of a Dockerfile. */
export interface BuildArguments {
  /** All instructions; an `ARG` has the value of the build, for the same to be built again. */
  readonly instructions: readonly Instruction[];
  /** By step: arguments that were in force there and that nothing declares. */
  readonly missing: ReadonlyMap<number, readonly Pair[]>;
  /** By step: what to say of an `ARG`. */
  readonly notes: ReadonlyMap<number, readonly string[]>;
}

/** Compares what `ARG` says with the arguments that were in force when commands ran. */
export function argumentLines(instructions: readonly Instruction[]): BuildArguments {
  const declared = new Map<string, { readonly value: string | undefined; readonly step: number }>();
  const given = new Map<number, Map<string, string>>();
  const missing = new Map<number, readonly Pair[]>();
  const variables = new Map<string, string>();
  for (const { effect, step } of instructions) {
    if (effect.kind === 'ENV') for (const [name, value] of effect.values) variables.set(name, value);
    if (effect.kind === 'ARG') for (const [name, value] of effect.values) declared.set(name, { value, step });
    if (effect.kind !== 'RUN') continue;
    const unknown = effect.args.filter(([name]) => !declared.has(name));
    if (unknown.length > 0) missing.set(step, unknown);
    for (const [name, value] of unknown) declared.set(name, { value, step });
    for (const [name, value] of effect.args) {
      const known = declared.get(name)!;
      if (known.value === value || variables.get(name) === value) continue;
      given.set(known.step, (given.get(known.step) ?? new Map<string, string>()).set(name, value));
      declared.set(name, { value, step: known.step });
    }
  }
  const notes = new Map([...given].map(([step, values]) => [step, [...values.keys()].map(noteOf)]));
  return { instructions: instructions.map((each) => withGiven(each, given.get(each.step))), missing, notes };
}

function noteOf(name: string): string {
  return `the image was built with --build-arg ${name}=…, which stands here as its default`;
}

function withGiven(instruction: Instruction, given: ReadonlyMap<string, string> | undefined): Instruction {
  const { effect, source: _, ...rest } = instruction;
  if (!given || effect.kind !== 'ARG') return instruction;
  const values = effect.values.map(([name, value]) => [name, given.get(name) ?? value] as const);
  return { ...rest, effect: { kind: 'ARG', values } };
}
