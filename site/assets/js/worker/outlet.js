// Everything the program says, on its way to the page: {out}, a list of {command, text, at};
// {events}, lines of JSON; {clock: {now, next, speed}}. Many small things that come without a pause
// go together. There is an end to what a page can show: {over} says that the program has said too
// much.

const large = 8 * 1024; // characters that make a message
const eager = 50; // messages that are sent at once before the program pauses
const most = 1 << 20; // bytes of output in all
const eventful = 6 << 20; // bytes of events: what comes after is not told
const late = 30; // milliseconds after which a program that never waits is interrupted for a message

export class Outlet {
  out = [];
  events = [];
  size = 0;
  total = 0;
  asked = 0; // when it was asked to send what there is
  told = 0;
  posts = 0; // since the program paused

  constructor(clock) {
    this.clock = clock;
    this.decoders = new Map();
    this.soon = new MessageChannel();
    this.soon.port1.onmessage = () => {
      this.flush();
      this.posts = 0;
    };
    clock.onlook = () => {
      if (this.asked && performance.now() - this.asked > late) this.flush();
    };
    clock.onwait = (now, next, speed) => this.add(() => (this.time = { now, next, speed }), 0);
  }

  // write takes what a command printed.
  write(command, bytes) {
    if (this.total >= most) return;
    this.total += bytes.length;
    if (!this.decoders.has(command)) this.decoders.set(command, new TextDecoder());
    const text = this.decoders.get(command).decode(bytes, { stream: true });
    const at = this.clock.now;
    this.add(() => {
      const last = this.out.at(-1);
      if (last?.command === command && last.at === at) last.text += text;
      else this.out.push({ command, text, at });
    }, text.length);
    if (this.total >= most) {
      this.flush();
      self.postMessage({ over: true });
    }
  }

  // tell takes events, which are lines.
  tell(bytes) {
    this.told += bytes.length;
    if (this.told > eventful) return;
    this.partial = (this.partial ?? "") + new TextDecoder().decode(bytes);
    const lines = this.partial.split("\n");
    this.partial = lines.pop();
    const now = this.clock.now;
    this.add(() => this.events.push(...lines.map((line) => ({ ...JSON.parse(line), now }))), bytes.length);
  }

  add(put, size) {
    put();
    this.size += size;
    if (this.size >= large || this.posts < eager) this.flush();
    else if (!this.asked) {
      this.asked = performance.now();
      this.soon.port2.postMessage(0);
    }
  }

  flush() {
    this.asked = 0;
    this.posts++;
    if (!this.out.length && !this.events.length && !this.time) return;
    self.postMessage({ out: this.out, events: this.events, clock: this.time });
    this.out = [];
    this.events = [];
    this.time = undefined;
    this.size = 0;
  }

  end(status) {
    this.flush();
    self.postMessage({ status, at: this.clock.now });
  }
}
