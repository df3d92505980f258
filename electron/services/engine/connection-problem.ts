import { formatEndpoint } from './endpoint.ts';
import { SshFailure } from './ssh-connection.ts';
import type { Endpoint } from './types.ts';

/** Why a connection failed, as a plain clause, and what to do about it. */
export interface ConnectionProblem {
  readonly answer: string;
  readonly advice?: string;
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

/** Puts the failure of a connection or a request into words. */
export function connectionProblem(error: unknown, endpoint: Endpoint): ConnectionProblem {
  if (error instanceof SshFailure) return sshProblem(error, endpoint);
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const message = error instanceof Error ? error.message : String(error);
  const local = endpoint.kind === 'unix' || endpoint.kind === 'npipe';
  switch (code) {
    case 'ENOENT':
      return { answer: 'nothing is there' };
    case 'ECONNREFUSED':
      return local
        ? { answer: 'a socket is there, but no engine listens on it', advice: 'Start the engine.' }
        : {
            answer: 'the connection was refused: no engine listens on that port',
            advice: 'Start the engine, or correct the address.',
          };
    case 'ENOTSOCK':
      return { answer: 'what is there is not a socket' };
    case 'EACCES':
    case 'EPERM':
      return { answer: 'permission denied', ...permissionAdvice(endpoint) };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { answer: 'the host name is not known', advice: 'Check its spelling and the network.' };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return { answer: 'the host cannot be reached', advice: 'Check the network.' };
    case 'ETIMEDOUT':
      return { answer: 'the host did not answer in time', advice: 'Check the address and the network.' };
    case 'ECONNRESET':
    case 'EPIPE':
      return { answer: 'the connection was closed before the answer was complete' };
    case 'CERT_HAS_EXPIRED':
      return {
        answer: 'TLS failed: its certificate has expired',
        advice: 'Renew the certificate of the engine.',
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        answer: 'TLS failed: its certificate was made for another host name',
        advice: 'Use the name the certificate was made for.',
      };
    case 'EPROTO':
      return tlsProblem(message);
  }
  if (untrusted.has(code)) {
    return {
      answer: 'TLS failed: nobody trusted here vouches for its certificate',
      advice: 'Put the authority that signed it as ca.pem into the folder DOCKER_CERT_PATH names.',
    };
  }
  if (code.startsWith('HPE_')) return { answer: 'what answers there is not an engine' };
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_OSSL')) return tlsProblem(message);
  return { answer: message === '' ? code : message };
}

function tlsProblem(message: string): ConnectionProblem {
  if (/wrong version number|packet length too long|http request/i.test(message)) {
    return {
      answer: 'TLS failed: it does not speak TLS',
      advice: 'Unset DOCKER_TLS_VERIFY, or correct the port.',
    };
  }
  if (/alert.*(certificate|handshake)|certificate.*required/i.test(message)) {
    return {
      answer: 'TLS failed: it refused our certificate, or wants one',
      advice: 'Put cert.pem and key.pem into the folder DOCKER_CERT_PATH names.',
    };
  }
  const detail = /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;
  return { answer: `TLS failed: ${detail}` };
}

function permissionAdvice(endpoint: Endpoint): { advice?: string } {
  if (endpoint.kind !== 'unix') return { advice: 'Ask an administrator for access to the engine.' };
  if (/podman/.test(endpoint.path)) {
    return {
      advice: 'This socket belongs to root. Start your own: systemctl --user enable --now podman.socket.',
    };
  }
  return {
    advice: 'Add yourself to the docker group (sudo usermod -aG docker "$USER"), then sign out and in again.',
  };
}

function sshProblem(error: SshFailure, endpoint: Endpoint): ConnectionProblem {
  const advice = /permission denied/i.test(error.message)
    ? 'Set up a key for that host: Gantry cannot type a password.'
    : /host key verification failed/i.test(error.message)
      ? 'Connect once with the ssh command and confirm the key of the host.'
      : /not found|not recognized/i.test(error.message)
        ? 'Install the client of the engine on that host.'
        : `Try whether the ssh command reaches ${formatEndpoint(endpoint)}.`;
  return { answer: `SSH failed: ${error.message}`, advice };
}
