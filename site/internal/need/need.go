// Package need says what the book's tests need of a machine beside Go, and finds it.
//
//	browser := need.Get(t, need.Chromium)   // its path, or the test ends here
//
// The one rule: a test that cannot run says so. By hand, with "go test", it is skipped with the
// reason; under "book test", which has installed what it could, it fails.
package need

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Variable is the environment variable that turns a skip into a failure, when it is "1".
const Variable = "BOOK_REQUIRE"

// TB is what [Get] and [Check] use of a testing.TB.
type TB interface {
	Helper()
	Skip(args ...any)
	Fatal(args ...any)
}

// Get returns what find finds. When it finds nothing the test ends: skipped, or failed where
// tests are required to run.
func Get(t TB, find func() (string, error)) string {
	t.Helper()
	found, err := find()
	Check(t, err)
	return found
}

// Check ends the test when err, which says what is missing, is not nil.
func Check(t TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv(Variable) == "1":
		t.Fatal(err)
	default:
		t.Skip("not checked:", err)
	}
}

// Chromium returns the path of a Chromium, or of a browser made from it: the one that $CHROME
// names, else one on the PATH, else one where its installer puts it. Debian's headless shell comes first: it is
// the same engine without a browser around it, and the tests of the pages take it a third less time.
func Chromium() (string, error) {
	names := []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"}
	switch runtime.GOOS {
	case "darwin":
		home, _ := os.UserHomeDir()
		for _, applications := range []string{"/Applications", filepath.Join(home, "Applications")} {
			for _, app := range []string{"Chromium", "Google Chrome", "Microsoft Edge"} {
				names = append(names, filepath.Join(applications, app+".app", "Contents", "MacOS", app))
			}
		}
	case "windows":
		for _, base := range []string{os.Getenv("ProgramFiles"), os.Getenv("ProgramFiles(x86)"), os.Getenv("LocalAppData")} {
			names = append(names,
				filepath.Join(base, "Google", "Chrome", "Application", "chrome.exe"),
				filepath.Join(base, "Chromium", "Application", "chrome.exe"),
				filepath.Join(base, "Microsoft", "Edge", "Application", "msedge.exe"))
		}
	}
	if path, err := browser("CHROME", names); path != "" || err != nil {
		return path, err
	}
	return "", errors.New("no Chromium here: install chromium or Google Chrome, or name one in $CHROME")
}

// Firefox returns the path of a Firefox: the one that $FIREFOX names, else one on the PATH, else one
// where its installer puts it.
func Firefox() (string, error) {
	names := []string{"firefox-esr", "firefox"}
	switch runtime.GOOS {
	case "darwin":
		names = append(names, "/Applications/Firefox.app/Contents/MacOS/firefox")
	case "windows":
		for _, base := range []string{os.Getenv("ProgramFiles"), os.Getenv("ProgramFiles(x86)")} {
			names = append(names, filepath.Join(base, "Mozilla Firefox", "firefox.exe"))
		}
	}
	if path, err := browser("FIREFOX", names); path != "" || err != nil {
		return path, err
	}
	return "", errors.New("no Firefox here: install firefox-esr or Firefox, or name one in $FIREFOX")
}

// browser returns the path of what the variable names, or else of the first of the names that can be
// run, or else "".
func browser(variable string, names []string) (string, error) {
	if name := os.Getenv(variable); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", errors.New("$" + variable + " names " + name + ", and that cannot be run")
		}
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", nil
}

// Command returns a function that finds a command on the PATH.
func Command(name string) func() (string, error) {
	return func() (string, error) {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", errors.New(name + " is not installed")
		}
		return path, nil
	}
}

// Twisted returns the path of a Python that has Twisted. The system's own comes first: that is
// where a package manager puts it, whatever python3 may be on the PATH.
func Twisted() (string, error) {
	for _, python := range []string{"/usr/bin/python3", "python3", "python"} {
		path, err := exec.LookPath(python)
		if err == nil && exec.Command(path, "-c", "import twisted.internet.reactor").Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("no Python with Twisted here (on Debian: python3-twisted)")
}

// Haskell returns the path of a GHC that has the network package.
func Haskell() (string, error) {
	path, err := exec.LookPath("ghc")
	if err != nil || exec.Command("ghc-pkg", "latest", "network").Run() != nil {
		return "", errors.New("no GHC with the network package here (on Debian: libghc-network-dev)")
	}
	return path, nil
}

// ForTranscript returns a function that finds what a transcript needs that begins with this command.
func ForTranscript(command string) func() (string, error) {
	if command == "runghc" {
		return Haskell
	}
	return Command(command)
}

// EPUBCheck returns the path of EPUBCheck: what $EPUBCHECK names, else what is on the PATH. It is a
// program, or the archive of one, which "java -jar" runs.
func EPUBCheck() (string, error) {
	if name := os.Getenv("EPUBCHECK"); name != "" {
		if _, err := os.Stat(name); err != nil {
			return "", errors.New("$EPUBCHECK names " + name + ", and that is not there")
		}
		return name, nil
	}
	path, err := exec.LookPath("epubcheck")
	if err == nil {
		_, err = exec.LookPath("java")
	}
	if err != nil {
		return "", errors.New("epubcheck is not installed, or Java is not (on Debian: epubcheck)")
	}
	return path, nil
}

// WindowsCompiler is the C compiler that makes the one library which Go's programs need and Wine may lack.
const WindowsCompiler = "x86_64-w64-mingw32-gcc"

// Wine returns the path of a Wine that can run what Go builds for windows/amd64.
func Wine() (string, error) {
	path, err := exec.LookPath("wine")
	if err != nil {
		return "", errors.New("wine is not installed (Debian: wine and gcc-mingw-w64-x86-64)")
	}
	if _, err := exec.LookPath(WindowsCompiler); err != nil {
		return "", errors.New("wine is installed, but not " + WindowsCompiler + " (Debian: gcc-mingw-w64-x86-64)")
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return "", errors.New("demonstrations run under Wine on linux/amd64")
	}
	return path, nil
}
