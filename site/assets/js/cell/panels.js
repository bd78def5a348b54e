// What stands in which panel of a picture: one for each command, those in the foreground first. A
// command that runs others in turn names their tasks "get-async, poem 1": the player gives each its
// own.

// panels takes the events of the commands, and what they are called.
export function panels(events, titles) {
  const several = events.filter(Boolean).length > 1;
  return titles.map((title, i) => ({ ...title, events: events[i] }))
    .filter((command) => command.events)
    .sort((a, b) => a.background - b.background)
    .map((command) => ({ title: several ? command.title : "", events: command.events }));
}
