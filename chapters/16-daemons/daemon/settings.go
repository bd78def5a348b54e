package daemon

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/service"
)

// settings is a whole configuration.
type settings struct {
	log      string // "stderr", "journal" or a file
	logSize  int    // MiB
	logKeep  int
	level    slog.Level
	health   string
	grace    time.Duration
	user     string
	pidfile  string
	services []*spec
	wrong    mistakes // in the file
}

// A mistake is one line on what is wrong with a configuration.
type mistake struct {
	line int // of the file, 0 for what the command line says
	text string
}

// mistakes are all that is wrong with a configuration. Their exit status is 2.
type mistakes []mistake

func (m mistakes) Error() string {
	if len(m) == 1 {
		return m[0].text
	}
	text := fmt.Sprintf("%d mistakes", len(m))
	for _, one := range m {
		text += "\n" + one.text
	}
	return text
}

// register adds the daemon's own options.
func (s *settings) register(flags *flag.FlagSet) {
	s.log = "stderr"
	flags.Func("log", "log to a file of this `name`, or to stderr, or to the journal (default stderr)", func(v string) error {
		if v == "" {
			return errors.New("want stderr, journal or the name of a file")
		}
		s.log = v
		return nil
	})
	s.logSize, s.logKeep, s.grace = 10, 5, 10*time.Second
	positive(flags, &s.logSize, "log-size", "begin a new log file after this many `MiB` (default 10)")
	positive(flags, &s.logKeep, "log-keep", "keep `n` old log files (default 5)")
	flags.Func("level", "log what has at least this `level`: debug, info, warn or error (default info)", func(v string) error {
		if s.level.UnmarshalText([]byte(v)) != nil {
			return errors.New("want debug, info, warn or error")
		}
		return nil
	})
	Address(flags, &s.health, "health", "answer HTTP at this `address`, HOST:PORT: are we well? (default: nowhere)")
	Duration(flags, &s.grace, "grace", "when stopping, wait for this `duration` for those who still listen (default 10s)")
	flags.StringVar(&s.user, "user", "", "once all ports are open, go on as this `user`")
	flags.StringVar(&s.pidfile, "pidfile", "", "write the number of the process to this `file`")
}

// A spec says which service there is to be.
type spec struct {
	name, kind string
	place      string // where it says so: "poetryd.yaml:7: evening", or the name alone on the command line
	line       int    // there
	wrong      bool   // an option of it has been refused
	flags      *flag.FlagSet
	set        map[string]string // what its options were set to
	build      func(Host) (service.Service, error)
}

func newSpec(name string, k Kind, place string) *spec {
	s := &spec{name: name, kind: k.Name, place: place, set: map[string]string{}}
	s.flags = flag.NewFlagSet(k.Name, flag.ContinueOnError)
	s.flags.SetOutput(io.Discard)
	s.build = k.Options(s.flags)
	s.flags.VisitAll(func(f *flag.Flag) { f.Value = noting{f.Value, f.Name, s.set} })
	return s
}

// noting is a flag's value that notes what it is set to.
type noting struct {
	flag.Value
	name string
	set  map[string]string
}

func (n noting) Set(v string) error { n.set[n.name] = v; return n.Value.Set(v) }

func (n noting) IsBoolFlag() bool {
	b, ok := n.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// usage is the synopsis of the command line.
const usage = "[flags] [[NAME=]SERVICE [its flags]]..."

// ofTheRun reports whether a flag is about the run as a whole, as every program of the book has them: no file sets it, and it
// stays when poetryd reads its file again.
func ofTheRun(name string) bool {
	return name == "trace" || name == "stacks" || name == "watch" || name == "at"
}

// ignoreRun lets flags have those of the run, and do nothing with them.
func ignoreRun(flags *flag.FlagSet) {
	flags.String("trace", "", "")
	flags.Bool("stacks", false, "")
	flags.Bool("watch", false, "")
	flags.String("at", "", "")
}

// read makes settings of a command line, and of the file that it names. The command line overrides
// the file. The mistakes of the file are in the settings: make finds the rest.
func read(flags *flag.FlagSet, args []string) (*settings, error) {
	s := &settings{}
	config := flags.String("config", "", "read this configuration `file` first")
	s.register(flags)
	flags.SetOutput(io.Discard)
	if err := flags.Parse(args); err != nil {
		return nil, blame(err)
	}
	if *config != "" {
		text, err := load(*config)
		if err != nil {
			return nil, err
		}
		s.readFile(*config, text, flags)
		again := flag.NewFlagSet("", flag.ContinueOnError) // the flags once more, over the file
		flags.VisitAll(func(f *flag.Flag) {
			if !ofTheRun(f.Name) {
				again.Var(f.Value, f.Name, f.Usage)
			}
		})
		ignoreRun(again)
		again.SetOutput(io.Discard)
		if err := again.Parse(args); err != nil {
			return nil, blame(err)
		}
	}
	if err := s.readServices(flags.Args()); err != nil {
		return nil, err
	}
	if len(s.services)+len(s.wrong) == 0 && *config != "" {
		s.wrong = mistakes{{1, *config + ":1: no service: want services: with one or more below it"}}
	} else if len(s.services)+len(s.wrong) == 0 {
		return nil, program.Usagef("no service: name one, or a -config file that does (-h lists them)")
	}
	return s, nil
}

// blame says that the command line is at fault.
func blame(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	return program.Usagef("%v (-h lists the flags)", err)
}

// readServices reads the services of a command line. One that is in the file already gets more options.
func (s *settings) readServices(args []string) error {
	for len(args) > 0 {
		name, kind, named := strings.Cut(args[0], "=")
		if !named {
			kind = name
		}
		k, ok := kinds[kind]
		if !ok {
			return program.UsageError{Problem: noKind(kind)}
		}
		spec := s.spec(name)
		switch {
		case spec == nil:
			if err := checkName(name); err != nil {
				return program.Usagef("%v", err)
			}
			spec = newSpec(name, k, name)
			s.services = append(s.services, spec)
		case spec.kind != kind || spec.place == name:
			return program.Usagef("two services are called %q: write NAME=%s", name, kind)
		}
		if err := spec.flags.Parse(args[1:]); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return program.Usagef("%s: %v (-h lists the flags)", name, err)
		}
		spec.place, spec.line = name, 0
		args = spec.flags.Args()
	}
	return nil
}

func (s *settings) spec(name string) *spec {
	for _, spec := range s.services {
		if spec.name == name {
			return spec
		}
	}
	return nil
}

// checkName refuses names that would spoil a path or a line of the log.
func checkName(name string) error {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || strings.ContainsRune("/=\"", r) }) {
		return fmt.Errorf("%q cannot be the name of a service: want one without spaces, /, = and quotes", name)
	}
	return nil
}

// make makes the services of s. All that is wrong, the file included, is in the error.
func (s *settings) make(host Host) ([]service.Service, error) {
	var made []service.Service
	wrong := slices.Clone(s.wrong)
	for _, spec := range s.services {
		if spec.wrong {
			continue
		}
		host := Host{spec.name, host.Reactor, host.Log.With("service", spec.name)}
		one, err := spec.build(host)
		if err != nil {
			wrong = append(wrong, mistake{spec.line, fmt.Sprintf("%s: %v", spec.place, err)})
			continue
		}
		made = append(made, one)
	}
	if len(wrong) > 0 {
		slices.SortStableFunc(wrong, func(a, b mistake) int { return a.line - b.line })
		return nil, wrong
	}
	return made, nil
}

// help prints the daemon's options, and the services with theirs.
func help(w io.Writer, flags *flag.FlagSet) error {
	(&settings{}).register(flags)
	flags.String("config", "", "read this configuration `file` first")
	fmt.Fprintln(w, "usage: poetryd "+usage)
	flags.SetOutput(w)
	flags.PrintDefaults()
	for _, name := range kindNames() {
		options := flag.NewFlagSet(name, flag.ContinueOnError)
		kinds[name].Options(options)
		if _, err := fmt.Fprintf(w, "\n%s: %s\n", name, kinds[name].Synopsis); err != nil {
			return err
		}
		options.SetOutput(w)
		options.PrintDefaults()
	}
	return nil
}
