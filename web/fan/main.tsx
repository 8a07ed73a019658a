import '../kit/theme.css';
import { render } from 'preact';
import { FanPage } from './fan-page.tsx';
import { keepConnected } from './service/connection.ts';
import { resumeWritesOf } from './service/writes.ts';
import { followEndedHolds } from './state/ended-holds.ts';
import { askForSite, receiveIdentity } from './state/identity.ts';
import { followNotices } from './state/notices.ts';
import { followPlaces } from './state/places.ts';
import { followReservations } from './state/reservations.ts';
import { followWallet } from './state/wallet.ts';

receiveIdentity();
followPlaces();
followReservations();
followWallet();
followNotices();
followEndedHolds();
keepConnected();
resumeWritesOf();
void askForSite();

render(<FanPage />, document.getElementById('page') as HTMLElement);
