import { format } from '../../kit/format.ts';
import { words } from '../words/words.ts';

/** Whose times stand in a part of the page: the reader's own, as in their logs and on their wall. */
export const OwnTimes = () => <p class="small faint">{words.value.ownTimes(format.value.ownZone())}</p>;
