/** A token was let in; told at once to the one who waited. */
export interface Admitted {
  type: 'admitted';
  concertId: string;
  tokenId: string;
  userId: string;
  number: number;
}

/** The line of a concert changed: whoever waits there has a new rank. */
export interface LineMoved {
  type: 'line-moved';
  concertId: string;
}

/** A token ended, however: whoever listens with it hears no more of the concert. */
export interface TokenEnded {
  type: 'token-ended';
  concertId: string;
  tokenId: string;
  userId: string;
  status: 'COMPLETED' | 'EXPIRED' | 'LEFT';
}

export type WaitingRoomEvent = Admitted | LineMoved | TokenEnded;
