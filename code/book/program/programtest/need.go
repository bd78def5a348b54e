package programtest

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// Required is the environment variable that has the tests fail for which something is missing on
// this machine, when it is "1". Else they are skipped, and say so.
//
// (Package need of the book command has it too. We may not ask the site, and no command wants package
// testing in it: so there are two of a few lines, and a test of need's holds them together.)
const Required = "BOOK_REQUIRE"

// Need ends the test when err, which says what is missing on this machine, is not nil.
func Need(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv(Required) == "1":
		t.Fatal(err)
	default:
		t.Skip("not checked:", err)
	}
}

// NeedCommand returns the path of a command that must be on this machine, by one name or another.
func NeedCommand(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Need(t, errors.New(strings.Join(names, " and ")+": not installed"))
	return ""
}

// NeedTwisted returns the path of a Python that has Twisted.
func NeedTwisted(t testing.TB) string {
	t.Helper()
	python, err := findTwisted()
	Need(t, err)
	return python
}

// findTwisted finds a Python that has Twisted, once. The system's own comes first: that is where
// Debian's package puts it, whatever else is on the PATH.
var findTwisted = sync.OnceValues(func() (python string, err error) {
	for _, name := range []string{"/usr/bin/python3", "python3", "python"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "-c", "import twisted.internet.reactor").Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("no Python with Twisted here (on Debian: python3-twisted)")
})

// NeedHaskell returns the path of a GHC that has the network package.
func NeedHaskell(t testing.TB) string {
	t.Helper()
	ghc, err := findHaskell()
	Need(t, err)
	return ghc
}

var findHaskell = sync.OnceValues(func() (ghc string, err error) {
	ghc, err = exec.LookPath("ghc")
	if err != nil || exec.Command("ghc-pkg", "latest", "network").Run() != nil {
		return "", errors.New("no GHC with the network package here (on Debian: libghc-network-dev)")
	}
	return ghc, nil
})
