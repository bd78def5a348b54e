// Package daemon is poetryd without its services: it reads the configuration, builds the tree, runs
// it, changes it on SIGHUP, and stops it in good order. The services come from plugins, packages that
// call Register.
package daemon

import (
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

// A Kind is a kind of service that poetryd can run.
type Kind struct {
	Name     string // what the user writes: "recite"
	Synopsis string // one line for the list
	// Options adds the options of one service to flags. When they have been set, from the command
	// line or from a file, the daemon calls build. It makes the service, and starts nothing. Its
	// error says what is wrong with the options.
	Options func(flags *flag.FlagSet) (build func(Host) (service.Service, error))
}

// A Host is what the daemon gives to a service.
type Host struct {
	Name    string // of the service
	Reactor *reactor.Reactor
	Log     *slog.Logger // adds the service's name to each record
}

// An Updater is a service that can take over the settings of another one of its name and kind while
// it runs. Update returns the function that does so, which cannot fail, or nil if next has to be
// started in its place. Both are called on the reactor's goroutine.
type Updater interface {
	Update(next service.Service) func()
}

var kinds = map[string]Kind{}

// Register makes a kind of service known. It is for the init function of a plugin, and panics if
// there is a kind of this name.
func Register(k Kind) {
	if _, taken := kinds[k.Name]; taken {
		panic(fmt.Sprintf("daemon: there are two kinds of service called %q", k.Name))
	}
	kinds[k.Name] = k
}

// kindNames returns the names of all kinds, in alphabetical order.
func kindNames() []string { return slices.Sorted(maps.Keys(kinds)) }

// noKind says that there is no kind of this name, and which there are.
func noKind(name string) string {
	if len(kinds) == 0 {
		return fmt.Sprintf("no service %q: no plugin has registered one", name)
	}
	return fmt.Sprintf("no service %q: want one of %s", name, strings.Join(kindNames(), ", "))
}
