import type { Middleware } from 'koa';
import type { Route } from '../route.ts';

export const descriptionPages =
  (_routes: readonly Route[]): Middleware =>
  (_context, next) =>
    next();
