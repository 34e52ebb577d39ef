/** As users name it, and as names are spelled. */
export const DOCKER_HUB = 'docker.io';

/** Under which docker keeps the credentials for Docker Hub. */
export const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

const API_HOST = 'registry-1.docker.io';
const HOSTS: readonly string[] = [DOCKER_HUB, 'index.docker.io', API_HOST];

/** Whether requests to a host go to Docker Hub. */
export function isDockerHub(host: string): boolean {
  return HOSTS.includes(host);
}

/** The host that answers for this one. */
export function apiHost(host: string): string {
  return isDockerHub(host) ? API_HOST : host;
}

/** All names of a host, the usual one first. */
export function namesOfHost(host: string): readonly string[] {
  return isDockerHub(host) ? HOSTS : [host];
}
