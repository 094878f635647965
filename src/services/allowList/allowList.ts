import type { AllowList } from '#domain/agentPolicy.ts';
import type { Connection } from '#domain/ports.ts';
import { Bounds, type ReadText } from './bounds.ts';
import { limitedKnowledge } from './limitedKnowledge.ts';
import { limitedTracker } from './limitedTracker.ts';

/** The connection as far as the list reaches, on every route. `onRead` is told of every text that is handed out. */
export function withAllowList(connection: Connection, list: AllowList, onRead?: (text: ReadText) => void): Connection {
  const bounds = new Bounds(list, onRead);
  const { site, account, route, tracker, knowledge } = connection;
  return {
    ...{ site, account, route },
    tracker: limitedTracker(tracker, bounds),
    knowledge: limitedKnowledge(knowledge, bounds),
    wait: connection.wait,
    dispose: () => connection.dispose(),
  };
}
