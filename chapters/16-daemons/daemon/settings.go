package daemon

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
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
}

// register adds the daemon's own options.
func (s *settings) register(flags *flag.FlagSet) {
	flags.StringVar(&s.log, "log", "stderr", "log to a file of this `name`, or to stderr, or to the journal")
	flags.IntVar(&s.logSize, "log-size", 10, "begin a new log file after this many `MiB`")
	flags.IntVar(&s.logKeep, "log-keep", 5, "keep `n` old log files")
	flags.TextVar(&s.level, "level", slog.LevelInfo, "log what has at least this `level`: debug, info, warn or error")
	flags.Func("health", "answer HTTP at this `address`, HOST:PORT: are we well? (default: nowhere)", func(v string) error {
		_, _, err := net.SplitHostPort(v)
		if err != nil {
			return errors.New("an address is HOST:PORT")
		}
		s.health = v
		return nil
	})
	s.grace = 10 * time.Second
	flags.Func("grace", "when stopping, wait for this `duration` for those who still listen (default 10s)", func(v string) (err error) {
		if s.grace, err = time.ParseDuration(v); err != nil || s.grace < 0 {
			return errors.New("not a duration: write it as 500ms or 10s")
		}
		return nil
	})
	flags.StringVar(&s.user, "user", "", "once all ports are open, go on as this `user`")
	flags.StringVar(&s.pidfile, "pidfile", "", "write the number of the process to this `file`")
}

// A spec says which service there is to be.
type spec struct {
	name, kind string
	place      string // where it says so: "poetryd.yaml:7"
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

// read makes settings of a command line, and of the file that it names. What the command line says
// goes over what the file says.
func read(flags *flag.FlagSet, args []string) (*settings, error) {
	s := &settings{}
	config := flags.String("config", "", "read this configuration `file` first")
	s.register(flags)
	flags.SetOutput(io.Discard)
	if err := flags.Parse(args); err != nil {
		return nil, blame(err)
	}
	if *config != "" {
		text, err := os.ReadFile(*config)
		if err != nil {
			return nil, err
		}
		if m := s.readFile(*config, text, flags); len(m) > 0 {
			return nil, m
		}
		again := flag.NewFlagSet("", flag.ContinueOnError) // the flags once more, over the file
		flags.VisitAll(func(f *flag.Flag) {
			if f.Name != "trace" {
				again.Var(f.Value, f.Name, f.Usage)
			}
		})
		again.Func("trace", "", func(string) error { return nil })
		again.SetOutput(io.Discard)
		if err := again.Parse(args); err != nil {
			return nil, blame(err)
		}
	}
	if err := s.readServices(flags.Args()); err != nil {
		return nil, err
	}
	if len(s.services) == 0 {
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
		spec.place = name
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

// make makes the services of s. All that is wrong is in the error.
func (s *settings) make(host Host) ([]service.Service, error) {
	var made []service.Service
	var wrong mistakes
	for _, spec := range s.services {
		host := Host{spec.name, host.Reactor, host.Log.With("service", spec.name)}
		one, err := spec.build(host)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", spec.place, err))
			continue
		}
		made = append(made, one)
	}
	if len(wrong) > 0 {
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
