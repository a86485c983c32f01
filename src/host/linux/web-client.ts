// Node's http and https, loaded only when used. An ES import of `node:http` reads all its exports, `http.WebSocket` among
// them, and so loads the whole of undici: 6.5 MB for as long as the daemon lives (seen in 24.21).
import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import { urlToHttpOptions } from 'node:url';

const http = () => process.getBuiltinModule('node:http');
const https = () => process.getBuiltinModule('node:https');

/** Who answers is on this machine, or is named by the configuration; its certificate may be for another name. */
const ANY_CERTIFICATE = { rejectUnauthorized: false };

export const isTlsUrl = (url: string): boolean => url.startsWith('https:');

export function makeAgent(isTls: boolean, maxSockets: number): Agent {
  const options = { keepAlive: true, maxSockets };
  return isTls ? new (https().Agent)({ ...options, ...ANY_CERTIFICATE }) : new (http().Agent)(options);
}

export function sendRequest(isTls: boolean, options: RequestOptions): ClientRequest {
  return isTls ? https().request({ ...options, ...ANY_CERTIFICATE }) : http().request(options);
}

export const sendTo = (url: string, options: RequestOptions): ClientRequest =>
  sendRequest(isTlsUrl(url), { ...urlToHttpOptions(new URL(url)), ...options });
