// Runs a Go program to its end, with the glue that Go brings along, and looks after three things
// that a page does not know: whose turn it is, that a program may be stuck for ever, and that it
// may fail in a way that only the browser notices.

// enter resolves with the exit status. What Go itself could not say goes to report. A program that is owed
// an answer, as owes says, will be woken by that.
export async function enter(go, module, clock, { report, owes }) {
  let status = 0;
  go.exit = (code) => (status = code);
  const instance = await WebAssembly.instantiate(module, go.importObject);
  await new Promise((over) => {
    const fail = (error) => {
      if (go.exited) return over();
      go.exited = true;
      status = 2;
      report(`${inWords(error)}\n`);
      over();
    };

    // Go is entered once to begin with, and then by _resume, which also happens while it is
    // already inside, by way of the file system. Only the outermost return means that it waits.
    let depth = 1;
    const resume = go._resume.bind(go);
    go._resume = () => {
      if (go.exited) return;
      if (depth > 0) { // what goes wrong has to unwind all of Go
        resume();
        if (go.exited) throw new Error("over");
        return;
      }
      depth++;
      try {
        resume();
      } catch (error) {
        fail(error);
      } finally {
        depth--;
      }
      waits();
    };

    // waits sees to it that somebody wakes the program again. When nobody will, Go is told to look
    // for itself, and reports a deadlock; unless it waits for a call, as a server does that has a
    // timer which never fires.
    let stuck = false;
    const waits = () => {
      if (go.exited || stuck || owes()) return;
      if (clock.timers.size > 0) return clock.arm();
      stuck = true;
      queueMicrotask(() => {
        go._pendingEvent = { id: 0 };
        go._resume();
      });
    };

    go.run(instance).then(over, fail);
    depth = 0;
    waits();
  });
  clock.close();
  return status;
}

function inWords(error) {
  if (/call stack|too much recursion/i.test(error.message)) {
    return "fatal error: stack overflow (a page gives a program less of a stack than a terminal does)";
  }
  return `fatal error: ${error.message}`;
}
