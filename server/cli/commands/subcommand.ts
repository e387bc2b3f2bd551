import type { Command } from 'commander';

/** A command below another one, with the same streams and the same way to end. */
export const subcommand = (parent: Command, name: string, says: string): Command =>
  parent.command(name).description(says).copyInheritedSettings(parent);
