/** A JSON Schema that also carries, for the compiler only, the type of what it describes. */
export interface Schema<T> {
  readonly json: JsonSchema;
  readonly type?: T;
}

export type JsonSchema = { readonly [key: string]: unknown };

/** The type a schema describes: documents are typed by the very schemas that are published. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, Schema<unknown>>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];
type ObjectOf<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: TypeOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: TypeOf<F[K]>;
};

export const text = (description: string): Schema<string> => ({ json: { type: 'string', description } });
export const whole = (description: string): Schema<number> => ({ json: { type: 'integer', description } });
export const decimal = (description: string): Schema<number> => ({ json: { type: 'number', description } });
export const truth = (description: string): Schema<boolean> => ({ json: { type: 'boolean', description } });
export const anything = (description: string): Schema<Readonly<Record<string, unknown>>> => ({
  json: { type: 'object', description },
});

export function oneOf<const T extends readonly string[]>(values: T, description: string): Schema<T[number]> {
  return { json: { enum: values, description } };
}

export function constant<const T extends string | number>(value: T): Schema<T> {
  return { json: { const: value } };
}

export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return { json: { anyOf: [schema.json, { type: 'null' }] } };
}

/** A document of one form or of another one. */
export function either<T, U>(one: Schema<T>, other: Schema<U>): Schema<T | U> {
  return { json: { anyOf: [one.json, other.json] } };
}

export function optional<T>(schema: Schema<T>): Schema<T> & { readonly optional: true } {
  return { ...schema, optional: true };
}

/** Texts by name. */
export function mapOf<T>(schema: Schema<T>, description: string): Schema<Readonly<Record<string, T>>> {
  return { json: { type: 'object', additionalProperties: schema.json, description } };
}

/** A list that is short in every image. */
export function list<T>(item: Schema<T>, description: string): Schema<readonly T[]> {
  return { json: { type: 'array', items: item.json, description } };
}

/** A list that grows with the image: its items are made as they are written. */
export function rows<T>(item: Schema<T>, description: string): Schema<Iterable<T>> {
  return { json: { type: 'array', items: item.json, description } };
}

/** An object with just these keys, in this order. */
export function object<F extends Fields>(fields: F): Schema<ObjectOf<F>> {
  const properties = Object.fromEntries(Object.entries(fields).map(([key, { json }]) => [key, json]));
  const required = Object.keys(fields).filter((key) => !('optional' in fields[key]!));
  return { json: { type: 'object', properties, required, additionalProperties: false } };
}
