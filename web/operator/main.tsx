import '../kit/theme.css';
import { render } from 'preact';
import { keepConnected } from './connection.ts';
import { keepHealth } from './health/watched-health.ts';
import { OperatorPage } from './operator-page.tsx';
import { recallSession } from './session.ts';

keepHealth();
keepConnected();
void recallSession();
render(<OperatorPage />, document.getElementById('page') as HTMLElement);
