/** The `type` of a problem is `/docs#CODE`, which does not depend on the renderer; this leads to where it puts the code. */
function follow() {
  const [, code] = /^#([A-Z_]+)$/.exec(location.hash) ?? [];
  if (code !== undefined) location.replace(`#/refusals/${code.toLowerCase()}`);
}

follow();
addEventListener('hashchange', follow);
