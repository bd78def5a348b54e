package terminal

import (
	"fmt"
	"math/rand/v2"
	"net"
	"regexp"
	"strconv"
	"sync"
)

// The ports that the text speaks of, 10000 to 10099, are others in a run, so that runs neither
// meet each other nor anything else on the machine.
var bookPort = regexp.MustCompile(`\b100\d\d\b`)

// A portMap knows for each port of the text the one of the run.
type portMap struct {
	mu   sync.Mutex
	real map[string]string // "10001" to "23456"
}

// outward replaces the ports of the text by those of the run.
func (p *portMap) outward(line string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var failure error
	line = bookPort.ReplaceAllStringFunc(line, func(port string) string {
		if p.real[port] == "" {
			free, err := reserve()
			if err != nil {
				failure = err
				return port
			}
			p.real[port] = strconv.Itoa(free)
		}
		return p.real[port]
	})
	return line, failure
}

// inward replaces the ports of the run by those of the text.
func (p *portMap) inward(output string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := map[string]string{}
	for port, free := range p.real {
		text[free] = port
	}
	return realPort.ReplaceAllStringFunc(output, func(free string) string {
		if port, ours := text[free]; ours {
			return port
		}
		return free
	})
}

// The ports of runs have five digits, as those of the text, so that columns stay columns. They lie
// below the range from which systems serve those who ask for any port.
const firstPort, lastPort = 20000, 29999

var realPort = regexp.MustCompile(`\b2\d{4}\b`)

var reserved struct {
	sync.Mutex
	ports map[int]bool
}

// reserve returns a port that is free now and that this process has not handed out before.
func reserve() (int, error) {
	reserved.Lock()
	defer reserved.Unlock()
	if reserved.ports == nil {
		reserved.ports = map[int]bool{}
	}
	for range 1000 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if reserved.ports[port] {
			continue
		}
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		l.Close()
		reserved.ports[port] = true
		return port, nil
	}
	return 0, fmt.Errorf("no free port from %d to %d", firstPort, lastPort)
}
