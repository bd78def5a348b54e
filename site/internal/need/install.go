package need

import (
	"context"
	"os"
	"os/exec"
	"slices"

	"slowpoetry/site/internal/command"
)

// A Thing is something the tests need, by the name a reader knows, and the package it is in on
// Debian and Ubuntu; "" for what is used where it is there, and too large to be installed for the tests.
type Thing struct {
	Name    string
	Package string
	Find    func() (string, error)
	Vital   bool // nothing is well without it
}

// Things lists all that the tests need.
func Things() []Thing {
	return []Thing{
		{"Chromium", "chromium-headless-shell", Chromium, true},
		{"Firefox", "firefox-esr", Firefox, false},
		{"nc", "netcat-openbsd", Command("nc"), false},
		{"curl", "curl", Command("curl"), false},
		{"Python with Twisted", "python3-twisted", Twisted, false},
		{"Erlang", "erlang-base", Command("escript"), false},
		{"GHC with its network package", "libghc-network-dev", Haskell, false},
		{"pdftotext", "poppler-utils", Command("pdftotext"), false},
		{"epubcheck", "epubcheck", EPUBCheck, false},
		{"Wine", "", Wine, false},
	}
}

// Install installs the packages of things, where it can: on Debian and its kin, as root.
// Elsewhere it does nothing. What is still not there afterwards, Find tells.
func Install(ctx context.Context, things []Thing, status func(format string, args ...any)) error {
	things = slices.DeleteFunc(slices.Clone(things), func(thing Thing) bool { return thing.Package == "" })
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 || len(things) == 0 {
		return nil
	}
	install := []string{"install", "-y", "--no-install-recommends"}
	for _, thing := range things {
		install = append(install, thing.Package)
	}
	for _, args := range [][]string{{"update"}, install} {
		cmd := command.New(ctx, "/", apt, args...).With("DEBIAN_FRONTEND=noninteractive")
		if err := cmd.Run(func(line string) { status("%s", line) }); err != nil {
			return err
		}
	}
	return nil
}
