package poetry

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"slowpoetry/code/book/program"
)

// Options is what every poetry server of the book lets its reader choose.
type Options struct {
	Host  string
	Port  int           // 0 for a free one
	Delay time.Duration // between two pieces
	Bytes int           // in a piece
	Poem  Poem

	Verbose bool // says who comes, and each piece that is sent
}

// Register adds -host, -port, -delay, -bytes, -poem and -verbose to flags, with the values of o as
// their defaults. Parsing the flags sets o.
func (o *Options) Register(flags *flag.FlagSet) {
	o.RegisterFast(flags)
	o.RegisterPace(flags)
	flags.BoolVar(&o.Verbose, "verbose", o.Verbose, "say who comes, and each piece that is sent")
}

// RegisterPace adds -delay and -bytes alone.
func (o *Options) RegisterPace(flags *flag.FlagSet) {
	flags.Func("delay", fmt.Sprintf("rest for this `duration` between two pieces (default %v)", o.Delay), func(s string) error {
		var err error
		o.Delay, err = time.ParseDuration(s)
		switch {
		case err != nil:
			return errors.New(`not a duration: write it as 50ms or 1.5s`)
		case o.Delay < 0:
			return errors.New(`a rest is no shorter than nothing`)
		}
		return nil
	})
	flags.Func("bytes", fmt.Sprintf("send pieces of `n` bytes (default %d)", o.Bytes), func(s string) error {
		var err error
		o.Bytes, err = strconv.Atoi(s)
		if err != nil || o.Bytes < 1 {
			return errors.New("a piece has one byte at least")
		}
		return nil
	})
}

// RegisterFast is Register for a server that sends its poem whole: it leaves out -delay, -bytes and
// -verbose.
func (o *Options) RegisterFast(flags *flag.FlagSet) {
	o.RegisterAddress(flags)
	flags.Func("poem", fmt.Sprintf("recite the poem of this `name`, or the one in this file: %s (default %s)", strings.Join(Names(), ", "), o.Poem.Name), func(s string) error {
		var err error
		o.Poem, err = Find(s)
		return err
	})
}

// RegisterAddress adds -host and -port alone.
func (o *Options) RegisterAddress(flags *flag.FlagSet) {
	flags.StringVar(&o.Host, "host", o.Host, "listen on this `address`")
	flags.Func("port", "listen on port `n` (default: a free one)", func(s string) error {
		var err error
		o.Port, err = port(s)
		return err
	})
}

// Address returns where to listen, as [net.Listen] likes it.
func (o Options) Address() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }

// Addresses reads the arguments of a poetry client, [HOST:]PORT each, and returns them with their
// hosts, which are 127.0.0.1 when not given. It returns a [program.UsageError] when there are
// none, or when one is no address.
func Addresses(args []string) ([]string, error) {
	if len(args) == 0 {
		return nil, program.Usagef("which servers? Name at least one, as [HOST:]PORT")
	}
	var addresses []string
	for _, arg := range args {
		host, number, err := net.SplitHostPort(arg)
		if err != nil {
			host, number = "127.0.0.1", arg
		}
		if p, err := port(number); err != nil || p == 0 {
			return nil, program.Usagef("%q is no address: write [HOST:]PORT, with a port from 1 to 65535", arg)
		}
		addresses = append(addresses, net.JoinHostPort(host, number))
	}
	return addresses, nil
}

// port reads a port number.
func port(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0, errors.New("a port is a number from 0 to 65535")
	}
	return int(n), nil
}
