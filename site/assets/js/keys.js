// Keys that do something by themselves, without a modifier.

// plain returns a listener that hands a key to act, unless it belongs to an input method: while somebody
// composes Japanese, say, Enter takes a word and the arrows choose one.
export function plain(act) {
  return (event) => {
    if (!event.isComposing && event.keyCode !== 229) act(event);
  };
}
