package daemon

import (
	"errors"
	"flag"
	"net"
	"strconv"
	"time"
)

// Address adds a flag for an address to listen at, which goes to *to. It refuses what is not
// HOST:PORT.
func Address(flags *flag.FlagSet, to *string, name, usage string) {
	flags.Func(name, usage, func(v string) error {
		_, port, err := net.SplitHostPort(v)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		if err != nil {
			return errors.New("want HOST:PORT, with a port from 0 to 65535")
		}
		*to = v
		return nil
	})
}

// Duration adds a flag for a duration, which goes to *to. It refuses negative ones.
func Duration(flags *flag.FlagSet, to *time.Duration, name, usage string) {
	flags.Func(name, usage, func(v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < 0 {
			return errors.New("not a duration: write it as 500ms or 10s")
		}
		*to = d
		return nil
	})
}

// positive adds a flag for a number that is 1 or more.
func positive(flags *flag.FlagSet, to *int, name, usage string) {
	flags.Func(name, usage, func(v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return errors.New("want a number from 1")
		}
		*to = n
		return nil
	})
}
