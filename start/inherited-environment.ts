type Variables = { [name: string]: string | undefined };

/**
 * What a role is given: all that we were given ourselves, with these settings in place of ours. A child
 * process has no other way to be told, so this one place may look at `process.env` without parsing it.
 */
export function inheritedEnvironment(settings: Variables): Variables {
  return { ...process.env, ...settings };
}
