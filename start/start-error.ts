/** A reason to stop which the person at the terminal can act on: its message is shown, its stack is not. */
export class StartError extends Error {
  override name = 'StartError';
}
