import '../shared/theme.css';
import { render } from 'preact';
import { Announcer } from '../shared/announcer.tsx';

render(<Announcer />, document.getElementById('page') as HTMLElement);
