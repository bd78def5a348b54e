//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program/programtest"
)

func TestMain(m *testing.M) { programtest.Main(m) }

// A process is poetryd, as a daemon would be started.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	mu   sync.Mutex
	cond *sync.Cond
	said []string // lines on standard error
	over bool
}

// start starts poetryd with arguments, and environment variables that are added.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(programtest.Binary(t), args...)}
	p.cond = sync.NewCond(&p.mu)
	p.cmd.Env = append(os.Environ(), env...)
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	patience := time.AfterFunc(20*time.Second, func() { p.cmd.Process.Kill() })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			p.mu.Lock()
			p.said = append(p.said, lines.Text())
			p.cond.Broadcast()
			p.mu.Unlock()
		}
		p.mu.Lock()
		p.over = true
		p.cond.Broadcast()
		p.mu.Unlock()
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-ended
		p.cmd.Wait()
		patience.Stop()
	})
	return p
}

// waitFor waits for a line that matches, and returns what it has in parentheses, or all of it.
func (p *process) waitFor(pattern string) string {
	p.t.Helper()
	r := regexp.MustCompile(pattern)
	p.mu.Lock()
	defer p.mu.Unlock()
	for seen := 0; ; p.cond.Wait() {
		for ; seen < len(p.said); seen++ {
			if m := r.FindStringSubmatch(p.said[seen]); m != nil {
				return m[len(m)-1]
			}
		}
		if p.over {
			p.t.Fatalf("poetryd has ended, and never said %q:\n%s", pattern, strings.Join(p.said, "\n"))
		}
	}
}

// port waits until a service is ready, and returns the address at which it listens.
func (p *process) port(service string) string {
	p.t.Helper()
	return p.waitFor(`msg=ready service=` + service + ` is=".* on (127[.]0[.]0[.]1:[0-9]+)`)
}

func (p *process) signal(s syscall.Signal) { p.cmd.Process.Signal(s) }

// end waits for the end, and returns the exit status, or the signal with a minus sign, and what was said.
func (p *process) end() (int, []string) {
	p.mu.Lock()
	for !p.over {
		p.cond.Wait()
	}
	p.mu.Unlock()
	p.cmd.Wait()
	status := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return -int(status.Signal()), p.said
	}
	return status.ExitStatus(), p.said
}

// A listener is a client that has heard something of a poem.
type listener struct {
	net.Conn
	heard bytes.Buffer
}

func listen(t *testing.T, address string) *listener {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	l := &listener{Conn: conn}
	if _, err := io.CopyN(&l.heard, conn, 10); err != nil {
		t.Fatal(err)
	}
	return l
}

// toTheEnd listens to the rest, and compares all of it with a poem.
func (l *listener) toTheEnd(t *testing.T, poem string) {
	t.Helper()
	_, err := io.Copy(&l.heard, l.Conn)
	l.Close()
	if want := programtest.TextOf(t, poem); err != nil || l.heard.String() != want {
		t.Errorf("heard %d bytes of the %d of %s, then %v", l.heard.Len(), len(want), poem, err)
	}
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// A fifth of a second or so for a poem.
const evening = `
services:
  evening: {service: recite, poem: %s, bytes: 60, delay: 20ms}
`

func TestAReloadInMidPoemLosesNoListener(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), fmt.Sprintf(evening, "tide"))
	p := start(t, nil, "-watch", "-at", "1s", "-config", path) // what is about the run as a whole is no setting
	address := p.port("evening")
	l := listen(t, address)
	write(t, path, fmt.Sprintf(evening, "kettle"))
	p.signal(syscall.SIGHUP)
	p.waitFor("msg=reloaded")
	listen(t, address).toTheEnd(t, "kettle")
	l.toTheEnd(t, "tide")
	p.signal(syscall.SIGTERM)
	if status, said := p.end(); status != 0 {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestAWrongFileLeavesWhatRunsInForce(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), fmt.Sprintf(evening, "tide"))
	p := start(t, nil, "-config", path)
	address := p.port("evening")
	write(t, path, fmt.Sprintf(evening, "limerick")+"  morning: {service: recite, port: x}\n")
	p.signal(syscall.SIGHUP)
	p.waitFor(`not reloaded" mistake=".*poetryd.yaml:3: poem: limerick: no poem and no file`)
	p.waitFor(`not reloaded" mistake=".*poetryd.yaml:4: port: x: a port is a number from 0 to 65535"`)
	listen(t, address).toTheEnd(t, "tide")
	os.Remove(path)
	p.signal(syscall.SIGHUP)
	p.waitFor(`not reloaded" mistake="open .*no such file or directory`)
	listen(t, address).toTheEnd(t, "tide")
}

// Reloading starts what is new and stops what has gone, and those who listen to that hear the end.
func TestAReloadStartsAndStops(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), fmt.Sprintf(evening, "tide"))
	p := start(t, nil, "-level", "debug", "-config", path)
	old := p.port("evening")
	l := listen(t, old)
	write(t, path, strings.Replace(fmt.Sprintf(evening, "kettle"), "evening:", "morning:", 1))
	p.signal(syscall.SIGHUP)
	p.waitFor("msg=reloaded")
	if conn, err := net.Dial("tcp", old); err == nil {
		conn.Close()
		t.Error("what was taken out still takes callers")
	}
	l.toTheEnd(t, "tide")
	p.waitFor("msg=stopped path=poems/evening")
	p.signal(syscall.SIGTERM)
	if status, said := p.end(); status != 0 || !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "poems/morning") }) {
		t.Errorf("status %d: %q", status, said)
	}
}

// upstream is a server whose poem is up to the test.
func upstream(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// recite says a poem to the next client of a server.
func recite(t *testing.T, l net.Listener) (end func()) {
	t.Helper()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		io.WriteString(conn, "a poem")
		conn.Close()
	}
}

// A signal that comes in the middle of a reload, or of the start, is not lost.
func TestAReloadWaitsForTheStartAndForAReload(t *testing.T) {
	t.Parallel()
	server := upstream(t)
	copy := "  copy: {service: proxy, from: '" + server.Addr().String() + "'}\n"
	path := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), fmt.Sprintf(evening, "tide")+copy)
	p := start(t, nil, "-level", "debug", "-health", "127.0.0.1:0", "-config", path)
	health := p.waitFor(`path=health is=http://([0-9.:]+)`)
	end := recite(t, server) // it is starting
	write(t, path, fmt.Sprintf(evening, "kettle")+copy+strings.Replace(copy, "copy", "other", 1))
	p.signal(syscall.SIGHUP)
	ask(t, health) // with its answer the signal has come as well
	end()
	address := p.port("evening")
	end = recite(t, server) // it is reloading
	write(t, path, fmt.Sprintf(evening, "linesman")+copy)
	p.signal(syscall.SIGHUP)
	ask(t, health)
	end()
	p.waitFor("msg=stopped path=poems/other")
	listen(t, address).toTheEnd(t, "linesman")
	p.signal(syscall.SIGTERM)
	status, said := p.end()
	if i := slices.IndexFunc(said, func(line string) bool { return strings.Contains(line, "not reloaded") }); status != 0 || i >= 0 {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestAReloadWhileItStopsEndsNothing(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "recite", "-poem", "tide", "-bytes", "60", "-delay", "40ms")
	l := listen(t, p.port("recite"))
	p.signal(syscall.SIGTERM)
	p.waitFor("msg=stopping")
	p.signal(syscall.SIGHUP)
	p.waitFor(`not reloaded" mistake="poetryd is being stopped"`)
	l.toTheEnd(t, "tide")
	if status, said := p.end(); status != 0 {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestAReloadNamesWhatItCannotChange(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), fmt.Sprintf(evening, "tide"))
	p := start(t, nil, "-config", path)
	p.port("evening")
	write(t, path, "grace: 3s\nhealth: 127.0.0.1:0\nlevel: debug\n"+fmt.Sprintf(evening, "tide"))
	p.signal(syscall.SIGHUP)
	p.waitFor(`level=WARN msg="these take a restart" options="grace, health"`)
	p.signal(syscall.SIGTERM)
	p.waitFor("level=DEBUG")
}

func TestThoseWhoListenHearTheEndAndNewOnesAreRefused(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "evening=recite", "-poem", "tide", "-bytes", "60", "-delay", "20ms", "recite")
	evening, other := p.port("evening"), p.port("recite")
	l := listen(t, evening)
	p.signal(syscall.SIGTERM)
	p.waitFor("msg=stopping")
	// Both ports are closed in the turn that says so; what is in its queue already is reset.
	for _, address := range []string{evening, other} {
		if conn, err := net.Dial("tcp", address); err == nil {
			if n, err := conn.Read(make([]byte, 1)); err == nil {
				t.Errorf("%s serves %d bytes to a late client", address, n)
			}
			conn.Close()
		}
	}
	l.toTheEnd(t, "tide")
	if status, said := p.end(); status != 0 {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestTheDeadlineCutsOff(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "-grace", "50ms", "recite", "-delay", "1m")
	l := listen(t, p.port("recite"))
	p.signal(syscall.SIGTERM)
	if _, err := io.Copy(io.Discard, l); err == nil {
		t.Error("half a poem ends as if it were whole")
	}
	status, said := p.end()
	if last := said[len(said)-1]; status != 1 || last != "poetryd: poems: recite: listeners cut off: 1" {
		t.Errorf("status %d: %q", status, last)
	}
}

// The proxy has not started: it waits for a poem that does not come.
func TestASignalDuringTheStart(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	p := start(t, nil, "-level", "debug", "recite", "proxy", "-from", silent.Addr().String())
	p.waitFor("msg=starting path=poems/proxy")
	p.signal(syscall.SIGTERM)
	p.waitFor("msg=stopped path=poems/recite")
	if status, said := p.end(); status != 0 {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestASecondSignalEndsItAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "-grace", "1m", "recite", "-delay", "1m")
	listen(t, p.port("recite"))
	p.signal(syscall.SIGTERM)
	p.waitFor("msg=stopping")
	p.signal(syscall.SIGTERM)
	if status, said := p.end(); status != -int(syscall.SIGTERM) {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestAChildThatFailsTakesDownWhatWasStarted(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	pid := filepath.Join(t.TempDir(), "poetryd.pid")
	p := start(t, nil, "-level", "debug", "-pidfile", pid, "first=recite", "second=recite", "third=recite", "-port", port)
	status, said := p.end()
	if want := fmt.Sprintf("poetryd: poems: third: listen 127.0.0.1:%s: address already in use", port); status != 1 || said[len(said)-1] != want {
		t.Errorf("status %d: %q", status, said[len(said)-1])
	}
	var stopped []string
	for _, line := range said {
		if _, path, ok := strings.Cut(line, "msg=stopped path="); ok {
			path, _, _ = strings.Cut(path, " ")
			stopped = append(stopped, path)
		}
	}
	if want := []string{"poems/third", "poems/second", "poems/first", "poems", "pid", "log"}; !slices.Equal(stopped, want) {
		t.Errorf("stopped: %q, want %q", stopped, want)
	}
	if _, err := os.Stat(pid); err == nil {
		t.Error("the pid file is still there")
	}
}

func TestWhatCannotStartSaysSoInOneLine(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	dir := t.TempDir()
	broken := write(t, filepath.Join(dir, "broken.yaml"), "services:\n  a: [\n")
	empty := write(t, filepath.Join(dir, "empty.yaml"), "\ufeff# nothing\nservices: {}\n")
	mine := write(t, filepath.Join(dir, "mine.pid"), fmt.Sprintln(os.Getpid()))
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"recite -port " + port, 1, "poems: recite: listen 127.0.0.1:" + port + ": address already in use"},
		{"-health 127.0.0.1:" + port + " recite", 1, "health: listen 127.0.0.1:" + port + ": address already in use"},
		{"proxy -from 1", 1, "poems: proxy: no poem at 127.0.0.1:1: connect 127.0.0.1:1: connection refused"},
		{"-log " + dir + "/none/log recite", 1, "log: stat " + dir + "/none: no such file or directory"},
		{"-pidfile " + dir + "/none/pid recite", 1, "pid: open " + dir + "/none/pid: no such file or directory"},
		{"-pidfile " + mine + " recite", 1, fmt.Sprintf("pid: %s belongs to process %d, which runs", mine, os.Getpid())},
		{"-user no-such-user recite", 1, "rights: user: unknown user no-such-user"},
		{"recite -poem limerick", 2, `recite: invalid value "limerick" for flag -poem: no poem and no file is called "limerick": the book has kettle, linesman, nightshift, splitflap, tide (-h lists the flags)`},
		{"-config " + broken, 2, broken + ":2: this is not YAML: "},
		{"-config " + dir + "/none.yaml", 2, "open " + dir + "/none.yaml: no such file or directory"},
		{"", 2, "no service: name one, or a -config file that does (-h lists them)"},
		{"limerick", 2, `no service "limerick": want one of proxy, recite`},
		{"=recite", 2, `"" cannot be the name of a service: want one without spaces, /, = and quotes`},
		{"a/b=recite", 2, `"a/b" cannot be the name of a service`},
		{"-log= recite", 2, `invalid value "" for flag -log: want stderr, journal or the name of a file (-h lists the flags)`},
		{"-config " + empty, 2, empty + ":1: no service: want services: with one or more below it"},
		{"-config " + dir, 2, "read " + dir + ": is a directory"},
		{"-config /dev/zero", 2, "/dev/zero is longer than any configuration"},
		{"-health 10009 recite", 2, `invalid value "10009" for flag -health: want HOST:PORT, with a port from 0 to 65535 (-h lists the flags)`},
		{"recite recite", 2, `two services are called "recite": write NAME=recite`},
		{"proxy", 2, "proxy: want from, the address of the server that has the poem"},
		{"-grace soon recite", 2, `invalid value "soon" for flag -grace: not a duration: write it as 500ms or 10s (-h lists the flags)`},
	} {
		status, said := start(t, nil, strings.Fields(c.args)...).end()
		if status != c.status || len(said) != 1 || !strings.HasPrefix(said[0], "poetryd: "+c.want) {
			t.Errorf("poetryd %s: status %d: %q, want status %d: %q", c.args, status, said, c.status, c.want)
		}
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), `helth: 127.0.0.1:10009
grace: soon
log-size: big
log-keep: 0
level: loud
health: 127.0.0.1:99999
services:
  evening:
    service: recite
    poem: limerick
    port: 99999
    prot: 3
    bytes: [1, 2]
    delay: -1s
  evening:
    service: recite
  copy:
    service: prox
  early:
    service: proxy
    keep: 10m
  late:
    service: proxy
    form: 10001
    address: nowhere
  other:
    from: 10001
  last: 3
  "":
    service: recite
  a b: {service: recite}
  odd: {service: [recite]}
  void: {service: }
  loud: {service: recite, verbose: perhaps}
  long:
    service: recite
    host: |
      one
      two
`)
	status, said := start(t, nil, "-config", path).end()
	want := []string{
		`poetryd: 24 mistakes`,
		`:1: poetryd has no option "helth": want one of grace, health, level, log, log-keep, log-size, pidfile, user`,
		`:2: grace: soon: not a duration: write it as 500ms or 10s`,
		`:3: log-size: big: want a number from 1`,
		`:4: log-keep: 0: want a number from 1`,
		`:5: level: loud: want debug, info, warn or error`,
		`:6: health: 127.0.0.1:99999: want HOST:PORT, with a port from 0 to 65535`,
		`:10: poem: limerick: no poem and no file is called "limerick": the book has kettle, linesman, nightshift, splitflap, tide`,
		`:11: port: 99999: a port is a number from 0 to 65535`,
		`:12: recite has no option "prot": want one of bytes, delay, host, poem, port, verbose`,
		`:13: bytes: want one value`,
		`:14: delay: -1s: a rest is no shorter than nothing`,
		`:15: evening has been set before, in ` + path + `:8`,
		`:18: no service "prox": want one of proxy, recite`,
		`:19: early: want from, the address of the server that has the poem`,
		`:24: proxy has no option "form": want one of address, from, keep`,
		`:25: address: nowhere: want HOST:PORT, with a port from 0 to 65535`,
		`:26: other: want a line service: with one of proxy, recite`,
		`:28: last: want lines of the form KEY: VALUE`,
		`:29: "" cannot be the name of a service: want one without spaces, /, = and quotes`,
		`:31: "a b" cannot be the name of a service: want one without spaces, /, = and quotes`,
		`:32: service: want one of proxy, recite`,
		`:33: service: want one of proxy, recite`,
		`:34: verbose: perhaps: want true or false`,
		`:37: host: want one value`,
	}
	for i := range want[1:] {
		want[i+1] = path + want[i+1]
	}
	if status != 2 || !slices.Equal(said, want) {
		t.Errorf("status %d:\n%s\nwant:\n%s", status, strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
}

// The chapter's configurations are right: with them the first thing that fails is the log.
func TestTheConfigurationsOfTheChapter(t *testing.T) {
	t.Parallel()
	chapter, err := os.ReadFile("../index.md")
	if err != nil {
		t.Fatal(err)
	}
	_, inside, _ := strings.Cut(string(chapter), "```yaml\n")
	inside, _, _ = strings.Cut(inside, "```")
	printed := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), inside)
	for _, path := range []string{printed, "../deploy/poetryd.yaml"} {
		status, said := start(t, nil, "-config", path, "-log", "/none/log").end()
		if status != 1 || len(said) != 1 || !strings.HasPrefix(said[0], "poetryd: log: stat /none: ") {
			t.Errorf("%s: status %d: %q", path, status, said)
		}
	}
}

func TestFlagsGoOverTheFile(t *testing.T) {
	t.Parallel()
	path := write(t, filepath.Join(t.TempDir(), "poetryd.yaml"), "level: error\n"+fmt.Sprintf(evening, "tide"))
	p := start(t, nil, "-config", path, "-level", "info", "evening=recite", "-poem", "kettle")
	listen(t, p.port("evening")).toTheEnd(t, "kettle")
}

// ask returns what the health port answers.
func ask(t *testing.T, address string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: poetryd\r\n\r\n")
	text, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAVerboseRecital(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "recite", "-verbose", "-bytes", "60", "-delay", "5ms")
	listen(t, p.port("recite")).toTheEnd(t, "kettle")
	p.waitFor(`level=INFO msg="a listener comes" service=recite from=127`)
	p.waitFor(`level=INFO msg="a piece is sent" service=recite to=127.* bytes=60`)
}

func TestTheHealthPortShowsTheTree(t *testing.T) {
	t.Parallel()
	probe, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := probe.Addr().String()
	probe.Close()
	p := start(t, nil, "-health", address, "recite", "-bytes", "60", "-delay", "20ms")
	l := listen(t, p.port("recite"))
	if got := ask(t, address); !strings.HasPrefix(got, "HTTP/1.1 200 OK\r\n") || !strings.Contains(got, "recite     running   kettle on ") || !strings.Contains(got, "listeners: 1") {
		t.Errorf("while it runs:\n%s", got)
	}
	p.signal(syscall.SIGTERM)
	p.waitFor("msg=stopping")
	if got := ask(t, address); !strings.HasPrefix(got, "HTTP/1.1 503 ") || !strings.Contains(got, "recite     stopping") {
		t.Errorf("while it stops:\n%s", got)
	}
	l.toTheEnd(t, "kettle")
}

func TestTheLogGoesToAFileAndThePidToAnother(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log, pid := filepath.Join(dir, "poetry.log"), filepath.Join(dir, "poetry.pid")
	p := start(t, nil, "-log", log, "-pidfile", pid, "-health", "127.0.0.1:0", "recite")
	var text []byte
	for deadline := time.Now().Add(time.Minute); !strings.Contains(string(text), "msg=ready") && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		text, _ = os.ReadFile(log)
	}
	if number, err := os.ReadFile(pid); err != nil || string(number) != fmt.Sprintln(p.cmd.Process.Pid) {
		t.Errorf("the pid file has %q: %v", number, err)
	}
	p.signal(syscall.SIGTERM)
	if status, said := p.end(); status != 0 || len(said) != 0 {
		t.Errorf("status %d: %q", status, said)
	}
	if _, err := os.Stat(pid); err == nil {
		t.Error("the pid file is still there")
	}
	if text, _ := os.ReadFile(log); !regexp.MustCompile(`(?s)^time=.* msg="the log begins"\n.*msg=ready.*msg=stopping`).Match(text) {
		t.Errorf("the log:\n%s", text)
	}
}

// What the log cannot take any more goes to standard error. Here the log is a pipe whose reader leaves.
func TestALogThatFailsLater(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "log")
	if err := syscall.Mkfifo(log, 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, nil, "-log", log, "recite")
	pipe, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(pipe); lines.Scan() && !strings.Contains(lines.Text(), "msg=ready"); {
	}
	pipe.Close()
	p.signal(syscall.SIGHUP)
	p.waitFor("^the log goes to stderr: write .*: broken pipe$")
	p.waitFor("msg=reloaded")
	p.signal(syscall.SIGTERM)
	if status, said := p.end(); status != 0 {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestPoemsHaveNames(t *testing.T) { // the lists above are those of the book
	if got := strings.Join(poetry.Names(), ", "); got != "kettle, linesman, nightshift, splitflap, tide" {
		t.Error(got)
	}
}
