import { list, nullable, object, oneOf, text, truth, type TypeOf, whole } from '../schema.ts';
import { diagnosticsSchema, head, imageSchema } from './parts.ts';

const instruction = object({
  instruction: text('the line or lines; of a script, a heredoc; empty where only notes tell'),
  origin: oneOf(
    ['provenance', 'base', 'history', 'argument', 'files', 'config'],
    'what tells it: the original file, history, files of a layer, or the config alone; argument: a build argument',
  ),
  step: nullable(whole('place in the history, the oldest is 0')),
  layer: nullable(whole('ordinal of the layer it made, the base is 0')),
  bytes: nullable(whole('of that layer, in its tar; stored bytes where it was not read')),
  notes: list(text('what a reader should know'), 'comments before it'),
});

const difference = object({
  field: text('setting of the config'),
  key: nullable(text('variable, label, port or volume')),
  replayed: nullable(text('what the instructions give')),
  found: nullable(text('what the config has')),
  step: nullable(whole('the step that gave it, null when none did')),
});

const blackBox = object({
  layer: whole('ordinal, the base is 0'),
  verdict: oneOf(['builder', 'commit', 'import', 'squash', 'unknown'], 'what made it'),
  builder: nullable(text('the tool, where its mark is known')),
  confidence: oneOf(['certain', 'likely', 'undecided'], 'how sure that is'),
  reasons: list(text('a mark'), 'what says so'),
});

/** `text` is the Dockerfile, byte for byte; as text it is printed with control characters escaped. */
export const dockerfileSchema = object({
  ...head('dockerfile'),
  image: imageSchema,
  source: oneOf(
    ['provenance', 'history', 'files'],
    'the best source it was made of; files: layers that no history tells of',
  ),
  base: object({
    reference: nullable(text('what stands behind FROM; null for an original file')),
    source: oneOf(['annotation', 'label', 'history', 'os-release', 'none', 'provenance'], 'what tells it'),
    guess: truth('it is a guess'),
    reason: text('why'),
  }),
  instructions: list(instruction, 'without those of the base, in their order'),
  notMade: list(blackBox, 'layers that no Dockerfile made'),
  context: list(
    object({ name: text('file or folder beside the Dockerfile'), layer: whole('ordinal of the layer it is of') }),
    'what the instructions need to be built, as `--to` writes it',
  ),
  proof: object({
    verdict: oneOf(['pass', 'fail'], 'whether the instructions of the history give the config'),
    instructions: whole('that set something in the config'),
    fits: whole('those that set what the config has'),
    differences: list(difference, 'what does not fit'),
  }),
  text: text('the Dockerfile'),
  diagnostics: diagnosticsSchema,
});

export type DockerfileDocument = TypeOf<typeof dockerfileSchema>;
