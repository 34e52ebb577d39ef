declare const VARVE_VERSION: string | undefined;

/** Version of varve, put in by the build from package.json; `0.0.0` when the source runs unbuilt. */
export const VERSION: string = typeof VARVE_VERSION === 'string' ? VARVE_VERSION : '0.0.0';
