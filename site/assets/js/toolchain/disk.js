// A file system in memory for the compiler and the linker, in the manner of Node, which is what Go
// asks for. Every call is answered before it returns: nothing here has to wait, and the tools run as
// fast as they can.

const flags = { O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536 };
const kinds = { folder: 0o040755, file: 0o100644, device: 0o020666 };
const device = { kind: "device", size: 0 };

export class Disk {
  nodes = new Map([["/", { kind: "folder", size: 0, number: 1 }]]); // by path
  open = new Map(); // what is open, by its descriptor
  descriptor = 3;
  folder = "/"; // where relative names begin
  printed = "";

  // write puts a file somewhere, and makes the folders on the way. The file is the bytes
  // themselves: whoever gives them away does not change them.
  write(path, bytes) {
    if (typeof bytes === "string") bytes = new TextEncoder().encode(bytes);
    this.makeFolder(path.slice(0, path.lastIndexOf("/")));
    this.put(path, { kind: "file", bytes, size: bytes.length });
  }

  makeFolder(path) {
    for (let at = path.length; at > 0 && !this.nodes.has(path.slice(0, at)); at = path.lastIndexOf("/", at - 1)) {
      this.put(path.slice(0, at), { kind: "folder", size: 0 });
    }
  }

  put(path, node) {
    node.number = this.number = (this.number ?? 1) + 1;
    this.nodes.set(path, node);
    return node;
  }

  // read returns a file, which stays where it is.
  read(path) {
    const { bytes, size } = this.find(path);
    return bytes.subarray(0, size);
  }

  // remove takes away a file, or a folder with all that is in it.
  remove(path) {
    for (const name of this.nodes.keys()) {
      if (name === path || name.startsWith(`${path}/`)) this.nodes.delete(name);
    }
  }

  // install puts this in the place where Go looks, for a tool that begins.
  install() {
    this.open.clear();
    this.printed = "";
    this.decoder = new TextDecoder();
    const set = (name, value) => Object.defineProperty(self, name, { value, configurable: true, writable: true });
    set("fs", (this.calls ??= this.makeCalls()));
    set("process", {
      pid: 1, ppid: 0, getuid: () => 0, getgid: () => 0, geteuid: () => 0, getegid: () => 0,
      getgroups: () => [], umask: () => 0o022, cwd: () => this.folder,
      chdir: (path) => { this.folder = this.absolute(path); },
    });
    set("path", { resolve: (...parts) => this.absolute(parts.join("/")) });
  }

  makeCalls() {
    const call = (work) => (...args) => {
      const done = args.pop();
      let result;
      try {
        result = work(...args);
      } catch (error) {
        return done(error.code ? error : problem("EIO"));
      }
      done(null, result);
    };
    const refuse = call(() => { throw problem("ENOSYS"); });
    const nothing = call(() => undefined);
    return {
      constants: flags,
      writeSync: (fd, bytes) => {
        this.printed += this.decoder.decode(bytes, { stream: true });
        return bytes.length;
      },
      write: call((fd, buffer, offset, length, position) => this.writeTo(fd, buffer.subarray(offset, offset + length), position)),
      read: call((fd, buffer, offset, length, position) => this.readFrom(fd, buffer.subarray(offset, offset + length), position)),
      open: call((path, mode) => this.opened(this.absolute(path), mode)),
      close: call((fd) => { this.open.delete(fd); }),
      fstat: call((fd) => describe(fd < 3 ? device : this.get(fd).node)),
      stat: call((path) => describe(this.find(this.absolute(path)))),
      lstat: call((path) => describe(this.find(this.absolute(path)))),
      mkdir: call((path) => {
        if (this.nodes.has(this.absolute(path))) throw problem("EEXIST");
        this.makeFolder(this.absolute(path));
      }),
      readdir: call((path) => this.list(this.absolute(path))),
      unlink: call((path) => { this.find(this.absolute(path)); this.nodes.delete(this.absolute(path)); }),
      rmdir: call((path) => { this.remove(this.absolute(path)); }),
      rename: call((from, to) => {
        this.nodes.set(this.absolute(to), this.find(this.absolute(from)));
        this.nodes.delete(this.absolute(from));
      }),
      ftruncate: call((fd, size) => { resize(this.get(fd).node, size); }),
      truncate: call((path, size) => { resize(this.find(this.absolute(path)), size); }),
      fsync: nothing, chmod: nothing, fchmod: nothing, chown: nothing, fchown: nothing, lchown: nothing, utimes: nothing,
      readlink: call(() => { throw problem("EINVAL"); }),
      link: refuse, symlink: refuse,
    };
  }

  opened(path, mode) {
    let node = path === "/dev/null" ? device : this.nodes.get(path);
    if (!node) {
      if (!(mode & flags.O_CREAT)) throw problem("ENOENT");
      this.find(path.slice(0, path.lastIndexOf("/")) || "/");
      node = this.put(path, { kind: "file", bytes: new Uint8Array(), size: 0 });
    } else if (mode & flags.O_CREAT && mode & flags.O_EXCL) throw problem("EEXIST");
    else if (node.kind === "folder" && mode & 3) throw problem("EISDIR");
    else if (mode & flags.O_TRUNC && node.kind === "file") Object.assign(node, { bytes: new Uint8Array(), size: 0 });
    const fd = this.descriptor++;
    this.open.set(fd, { node, at: 0, append: Boolean(mode & flags.O_APPEND) });
    return fd;
  }

  writeTo(fd, bytes, position) {
    if (fd === 1 || fd === 2) return this.calls.writeSync(fd, bytes);
    const file = this.get(fd);
    if (file.node === device) return bytes.length;
    const at = position === null ? (file.append ? file.node.size : file.at) : Number(position);
    resize(file.node, Math.max(file.node.size, at + bytes.length));
    file.node.bytes.set(bytes, at);
    if (position === null) file.at = at + bytes.length;
    return bytes.length;
  }

  readFrom(fd, buffer, position) {
    if (fd === 0) return 0;
    const file = this.get(fd);
    if (file.node === device) return 0;
    if (file.node.kind === "folder") throw problem("EISDIR");
    const at = position === null ? file.at : Number(position);
    const part = file.node.bytes.subarray(at, Math.min(at + buffer.length, file.node.size));
    buffer.set(part);
    if (position === null) file.at += part.length;
    return part.length;
  }

  list(path) {
    if (this.find(path).kind !== "folder") throw problem("ENOTDIR");
    const start = path === "/" ? path : `${path}/`;
    return [...this.nodes.keys()]
      .filter((name) => name.startsWith(start) && name.length > start.length && !name.includes("/", start.length))
      .map((name) => name.slice(start.length));
  }

  find(path) {
    const node = path === "/dev/null" ? device : this.nodes.get(path);
    if (!node) throw problem("ENOENT");
    return node;
  }

  get(fd) {
    const file = this.open.get(fd);
    if (!file) throw problem("EBADF");
    return file;
  }

  absolute(path) {
    if (path === "") throw problem("ENOENT");
    const parts = [];
    for (const part of (path.startsWith("/") ? path : `${this.folder}/${path}`).split("/")) {
      if (part === "..") parts.pop();
      else if (part && part !== ".") parts.push(part);
    }
    return `/${parts.join("/")}`;
  }
}

// resize makes a file longer or shorter. What it has in store doubles, so that a file that is
// written piece by piece is not copied for each.
function resize(node, size) {
  if (size > node.bytes.length) {
    const grown = new Uint8Array(Math.max(size, node.bytes.length * 2, 4096));
    grown.set(node.bytes.subarray(0, node.size));
    node.bytes = grown;
  }
  node.size = size;
}

function describe({ kind, size, number = 1 }) {
  return {
    dev: 1, ino: number, mode: kinds[kind], nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: 4096,
    blocks: Math.ceil(size / 512), atimeMs: 0, mtimeMs: 0, ctimeMs: 0, isDirectory: () => kind === "folder",
  };
}

function problem(code) {
  return Object.assign(new Error(code), { code });
}
