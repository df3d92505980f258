import { expose } from 'comlink';
import { service } from './facts-service.ts';

expose(service);
