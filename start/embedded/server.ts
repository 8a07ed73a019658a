/** A server that was started here and is stopped from here. */
export interface EmbeddedServer {
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server is gone, asked or unasked. */
  ended: Promise<void>;
  stop(): Promise<void>;
}
