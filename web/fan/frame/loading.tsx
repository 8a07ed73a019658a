import './loading.css';
import { words } from '../words/words.ts';

/** Something is on its way: its shape is shown, and it is said. */
export const Loading = ({ shape = 'card' }: { shape?: 'card' | 'page' | 'map' }) => (
  <div class={`loading loading-${shape}`} role="status">
    <span class="only-heard">{words.value.loading}</span>
    <div class="loading-bar loading-bar-title" />
    <div class="loading-bar" />
    <div class="loading-bar" />
  </div>
);
