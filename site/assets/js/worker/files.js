// As much of a file system as a program of the book can see, in the manner of Node, which is what
// Go asks for: files in memory, nothing to read from the keyboard, and the files with which the
// program talks to the page:
//
//	/dev/command/N   what the command of that number prints
//	/dev/events      what happens, a line of JSON each

const flags = { O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536 };
const kinds = { folder: 0o040755, file: 0o100644, device: 0o020666 };

export class Files {
  files = new Map([["/etc/hosts", encode("127.0.0.1 localhost\n")]]);
  folders = new Set(["/", "/tmp", "/etc", "/dev"]);
  open = new Map(); // what is open, by its number
  number = 3;
  last = 0; // the command that began last: what the runtime itself says stands below it

  owed = 0; // answers

  // A patient program gets its answers when it has come to rest, as under Node, and not before a call has
  // returned, which is faster. Tests in a bubble of synctest cannot take them earlier.
  constructor(outlet, patient) {
    this.outlet = outlet;
    this.patient = patient;
  }

  install() {
    const set = (name, value) => Object.defineProperty(self, name, { value, configurable: true, writable: true });
    set("fs", this.calls());
    set("process", {
      pid: 1, ppid: 0, getuid: () => 0, getgid: () => 0, geteuid: () => 0, getegid: () => 0,
      getgroups: () => [], umask: () => 0o022, cwd: () => "/", chdir() {},
    });
    set("path", { resolve: (...parts) => absolute(parts.join("/")) });
  }

  // complain writes what concerns the program as a whole.
  complain(text) {
    this.outlet.write(this.last, encode(text));
  }

  calls() {
    const call = (work) => (...args) => {
      const told = args.pop();
      const done = !this.patient ? told : (...answer) => {
        this.owed++;
        queueMicrotask(() => {
          this.owed--;
          told(...answer);
        });
      };
      let result;
      try {
        result = work(...args);
      } catch (e) {
        return done(e.code ? e : problem("EIO"));
      }
      done(null, result);
    };
    const refuse = call(() => { throw problem("ENOSYS"); });
    const nothing = call(() => undefined);
    return {
      constants: flags,
      writeSync: (fd, bytes) => {
        this.write(fd, bytes.slice(), null);
        return bytes.length;
      },
      write: call((fd, buffer, offset, length, position) => {
        this.write(fd, buffer.slice(offset, offset + length), position);
        return length;
      }),
      read: call((fd, buffer, offset, length, position) => this.read(fd, buffer, offset, length, position)),
      open: call((path, mode) => this.opened(absolute(path), mode)),
      close: call((fd) => { this.open.delete(fd); }),
      fstat: call((fd) => this.describe(fd < 3 ? "/dev/null" : this.get(fd).path)),
      stat: call((path) => this.describe(absolute(path))),
      lstat: call((path) => this.describe(absolute(path))),
      mkdir: call((path) => { this.folders.add(absolute(path)); }),
      unlink: call((path) => { if (!this.files.delete(absolute(path))) throw problem("ENOENT"); }),
      readdir: call(() => []),
      ftruncate: call((fd, length) => this.cut(this.get(fd).path, Number(length))),
      truncate: call((path, length) => this.cut(absolute(path), Number(length))),
      fsync: nothing, chmod: nothing, fchmod: nothing, chown: nothing,
      fchown: nothing, lchown: nothing, utimes: nothing,
      readlink: refuse, link: refuse, symlink: refuse, rename: refuse, rmdir: refuse,
    };
  }

  opened(path, mode) {
    if (device(path)) {
      const command = commandOf(path);
      if (command !== undefined) this.last = command;
    } else if (this.folders.has(path)) {
      if (mode & 3) throw problem("EISDIR");
    } else if (!this.files.has(path)) {
      if (!(mode & flags.O_CREAT)) throw problem("ENOENT");
      if (!this.folders.has(path.replace(/\/[^/]*$/, "") || "/")) throw problem("ENOENT");
      this.files.set(path, new Uint8Array());
    } else if (mode & flags.O_TRUNC) {
      this.files.set(path, new Uint8Array());
    }
    const fd = this.number++;
    this.open.set(fd, { path, at: 0, command: commandOf(path) });
    return fd;
  }

  get(fd) {
    const file = this.open.get(fd);
    if (!file) throw problem("EBADF");
    return file;
  }

  write(fd, bytes, position) {
    if (fd === 1 || fd === 2) return this.outlet.write(this.last, bytes);
    const file = this.get(fd);
    if (file.command !== undefined) return this.outlet.write(file.command, bytes);
    if (file.path === "/dev/events") return this.outlet.tell(bytes);
    if (device(file.path)) return;
    const at = position ?? file.at;
    const old = this.files.get(file.path);
    const grown = new Uint8Array(Math.max(old.length, Number(at) + bytes.length));
    grown.set(old);
    grown.set(bytes, Number(at));
    this.files.set(file.path, grown);
    if (position === null) file.at += bytes.length;
  }

  cut(path, length) {
    const old = this.files.get(path);
    if (!old) throw problem("EINVAL");
    const cut = new Uint8Array(length);
    cut.set(old.subarray(0, length));
    this.files.set(path, cut);
  }

  read(fd, buffer, offset, length, position) {
    if (fd === 0) return 0;
    const file = this.get(fd);
    if (this.folders.has(file.path)) throw problem("EISDIR");
    const at = Number(position ?? file.at);
    const part = (this.files.get(file.path) ?? new Uint8Array()).subarray(at, at + length);
    buffer.set(part, offset);
    if (position === null) file.at += part.length;
    return part.length;
  }

  describe(path) {
    const kind = device(path) ? "device" : this.folders.has(path) ? "folder" : this.files.has(path) ? "file" : undefined;
    if (!kind) throw problem("ENOENT");
    const size = this.files.get(path)?.length ?? 0;
    return {
      dev: 1, ino: 1, mode: kinds[kind], nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: 4096, blocks: Math.ceil(size / 512),
      atimeMs: 0, mtimeMs: 0, ctimeMs: 0, isDirectory: () => kind === "folder",
    };
  }
}

function device(path) {
  return path === "/dev/null" || path === "/dev/events" || path.startsWith("/dev/command/");
}

function commandOf(path) {
  const match = /^\/dev\/command\/(\d+)$/.exec(path);
  return match ? Number(match[1]) : undefined;
}

function absolute(path) {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function problem(code) {
  return Object.assign(new Error(code), { code });
}

function encode(string) {
  return new TextEncoder().encode(string);
}
