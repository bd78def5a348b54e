package main

import (
	"debug/elf"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
)

// A manager receives what systemd would.
type manager struct {
	*net.UnixConn
	path string
}

func newManager(t *testing.T) *manager {
	t.Helper()
	dir, err := os.MkdirTemp("", "notify") // the name of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	m := &manager{path: filepath.Join(dir, "socket")}
	m.UnixConn, err = net.ListenUnixgram("unixgram", &net.UnixAddr{Name: m.path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// next returns the next message, or "" if there is none within this time.
func (m *manager) next(t *testing.T, within time.Duration) string {
	t.Helper()
	m.SetReadDeadline(time.Now().Add(within))
	buffer := make([]byte, 4096)
	n, err := m.Read(buffer)
	if err != nil && !os.IsTimeout(err) {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

// The proxy is ready when it has a poem. Here that is up to the test.
func TestReadyWhenItSaysSoAndNotBefore(t *testing.T) {
	t.Parallel()
	upstream, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer upstream.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	m := newManager(t)
	p := start(t, []string{"NOTIFY_SOCKET=" + m.path}, "proxy", "-from", upstream.Addr().String(), "-address", address)
	conn, err := upstream.Accept()
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "half a ")
	if got := m.next(t, 100*time.Millisecond); got != "" {
		t.Errorf("with half a poem it says %q", got)
	}
	if early, err := net.Dial("tcp", address); err == nil {
		early.Close()
		t.Error("with half a poem it takes callers")
	}
	io.WriteString(conn, "poem")
	conn.Close()
	if got := m.next(t, 20*time.Second); got != "READY=1" {
		t.Fatalf("it says %q", got)
	}
	client, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if text, err := io.ReadAll(client); err != nil || string(text) != "half a poem" {
		t.Errorf("a client at READY hears %q, %v", text, err)
	}
	p.signal(syscall.SIGHUP)
	if got := m.next(t, 20*time.Second); !regexp.MustCompile(`^RELOADING=1\nMONOTONIC_USEC=[0-9]+$`).MatchString(got) {
		t.Errorf("on SIGHUP it says %q", got)
	}
	if got := m.next(t, 20*time.Second); got != "READY=1" {
		t.Errorf("after reloading it says %q", got)
	}
	p.signal(syscall.SIGTERM)
	if got := m.next(t, 20*time.Second); got != "STOPPING=1" {
		t.Errorf("at the end it says %q", got)
	}
	if status, said := p.end(); status != 0 {
		t.Errorf("status %d: %q", status, said)
	}
}

func TestTheWatchdogIsFed(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	start(t, []string{"NOTIFY_SOCKET=" + m.path, "WATCHDOG_USEC=20000"}, "recite")
	fed := 0
	for fed < 5 {
		switch got := m.next(t, 20*time.Second); got {
		case "WATCHDOG=1":
			fed++
		case "READY=1":
		default:
			t.Fatalf("it says %q", got)
		}
	}
}

func TestAFullDisk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ args, want string }{
		{"-log /dev/full recite", "poetryd: log: write /dev/full: no space left on device"},
		{"-pidfile /dev/full recite", "poetryd: pid: write /dev/full: no space left on device"},
	} {
		status, said := start(t, nil, strings.Fields(c.args)...).end()
		if status != 1 || len(said) != 1 || said[0] != c.want {
			t.Errorf("%s: status %d: %q", c.args, status, said)
		}
	}
}

// asNobody has what is started belong to a user without rights, if it is root who tests.
func asNobody(t *testing.T, cmd *exec.Cmd) {
	if os.Getuid() == 0 {
		if err := os.Chmod(filepath.Dir(cmd.Path), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
}

func TestALogFolderWithoutRights(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "log")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(programtest.Binary(t), "-log", dir+"/poetry.log", "recite")
	asNobody(t, cmd)
	text, err := cmd.CombinedOutput()
	want := fmt.Sprintf("poetryd: log: can't open new logfile: open %s/poetry.log: permission denied\n", dir)
	if cmd.ProcessState.ExitCode() != 1 || string(text) != want {
		t.Errorf("%v: %s", err, text)
	}
}

func TestItGivesUpItsRights(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root has rights to give up")
	}
	p := start(t, nil, "-user", "nobody", "recite", "-port", "0")
	address := p.port("recite")
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`Uid:\t65534\t65534\t65534\t65534`, `Gid:\t65534\t65534\t65534\t65534`, `Groups:\t65534 ?\n`, `CapEff:\t0000000000000000`} {
		if !regexp.MustCompile(line).Match(status) {
			t.Errorf("no %s in\n%s", line, status)
		}
	}
	listen(t, address)
}

// The container has nothing in it but the binary. Here that is a folder.
func TestABinaryOnNothing(t *testing.T) {
	t.Parallel()
	file, err := elf.Open(programtest.Binary(t))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("it needs a loader: it is not static")
		}
	}
	if os.Getuid() != 0 {
		t.Skip("it is static; only root can lock it into a folder with nothing else in it")
	}
	dir := t.TempDir()
	// By another program: what this one has open for writing, a test beside it might pass on to what it starts, and then
	// the file would be busy.
	if said, err := exec.Command("cp", programtest.Binary(t), filepath.Join(dir, "poetryd")).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v: %s", err, said)
	}
	cmd := exec.Command("/poetryd", "proxy", "-from", "1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: dir}
	cmd.Dir = "/"
	said, err := cmd.CombinedOutput()
	if want := "poetryd: poems: proxy: no poem at 127.0.0.1:1: connect 127.0.0.1:1: connection refused\n"; string(said) != want {
		t.Errorf("%v: %s", err, said)
	}
}

// The unit is checked where systemd is installed.
func TestTheUnit(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed: the unit is not checked")
	}
	unit, err := os.ReadFile("../deploy/poetryd.service")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "poetryd.service")
	write(t, path, strings.Replace(string(unit), "/usr/local/bin/poetryd", programtest.Binary(t), 1))
	if said, err := exec.Command(analyze, "verify", path).CombinedOutput(); err != nil || strings.Contains(string(said), "poetryd.service") {
		t.Errorf("verify: %v\n%s", err, said)
	}
	said, err := exec.Command(analyze, "security", "--offline=true", path).CombinedOutput()
	m := regexp.MustCompile(`Overall exposure level for poetryd.service: ([0-9.]+) (\S+)`).FindSubmatch(said)
	if m == nil {
		t.Fatalf("security: %v\n%s", err, said)
	}
	if exposure, _ := strconv.ParseFloat(string(m[1]), 64); exposure >= 5 {
		t.Errorf("exposure %s %s", m[1], m[2])
	} else {
		t.Logf("exposure %s %s", m[1], m[2])
	}
}
