import { createContext } from 'preact';

/**
 * How often the service has judged the form around a field; null where faults are known at once. A fault is shown
 * from one judgement until its field is touched: nobody knows yet whether what stands there now is right.
 */
export const Judgement = createContext<number | null>(null);
