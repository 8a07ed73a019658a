/** The part of a `pg` pool that is needed here; the package brings no types. */
interface ConnectionPool {
  /** It was told to end: what is idle is closed, nobody else is served. */
  ending: boolean;
  on(event: 'connect' | 'acquire', listener: (connection: PooledConnection) => void): void;
}

interface PooledConnection {
  /** A promise, unless somebody gave a callback. */
  query(...asked: unknown[]): Promise<unknown> | undefined;
  end(): Promise<void>;
  once(event: 'end', listener: () => void): void;
  /** Throws when the connection was given back already. */
  release(destroy: boolean): void;
}

/**
 * A connection that did not answer in time is closed. It may still do what it was asked, whenever the answer
 * would come: whoever used it next would wait behind that, or stand in a transaction that nobody ends. And
 * when the other end has vanished without a word, nothing else would tell before the network gives up.
 */
function closeSilent(pool: ConnectionPool): void {
  pool.on('connect', (connection) => {
    const query = connection.query.bind(connection);
    connection.query = (...asked) => {
      const answer = query(...asked);
      answer?.catch((error: Error & { severity?: string }) => {
        // After a FATAL word the server closes: whoever took the connection before that is heard would fail as well.
        if (error.message === 'Query read timeout' || error.severity === 'FATAL') void connection.end();
      });
      return answer;
    };
  });
}

/**
 * A transaction whose connection broke can be neither committed nor rolled back, and Kysely gives a connection
 * back only after one of both: without this the pool would be one connection smaller for ever, and in the end
 * empty. Whoever used the connection has heard of it and done what is to be done before the next turn of the loop.
 */
function giveBackBroken(pool: ConnectionPool): void {
  pool.on('connect', (connection) => {
    connection.once('end', () => setImmediate(() => giveBack(connection)));
  });
}

/**
 * Whoever asks for a connection just before the pool is closed is refused by Kysely when it is there, and Kysely
 * then keeps it: without this the pool would wait for it for ever.
 */
function closeLate(pool: ConnectionPool): void {
  pool.on('acquire', (connection) => {
    if (pool.ending) setImmediate(() => giveBack(connection));
  });
}

function giveBack(connection: PooledConnection): void {
  try {
    connection.release(true);
  } catch {
    // It was given back as usual.
  }
}

/** Keeps a pool whole through whatever breaks its connections. */
export function keepWhole(pool: ConnectionPool): void {
  closeSilent(pool);
  giveBackBroken(pool);
  closeLate(pool);
}
