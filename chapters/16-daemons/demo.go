package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"slowpoetry/chapters/16-daemons/daemon"
	"slowpoetry/chapters/16-daemons/plugins/proxy"
	"slowpoetry/chapters/16-daemons/plugins/recite"
	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
	"slowpoetry/code/trace"
)

// demo starts a tree of services, draws it, and stops it while a client listens.
func demo(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	grace := flags.Duration("grace", 10*time.Second, "let the client listen for this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	ports, err := free(r)
	if err != nil {
		return err
	}
	p := &play{env: env, reactor: r, run: env.Trace.Part(""), ports: ports}
	if err := p.perform(ctx, *grace); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "\n# starting, stopping, or hearing a piece   . running, waiting\n\n")
	return figure.Timeline{Panels: []figure.Panel{{Trace: p.run.Trace()}}}.Text(env.Stdout, 72)
}

// A play is one run of the tree, with a client.
type play struct {
	env     *program.Env
	reactor *reactor.Reactor
	run     *trace.Recorder
	ports   [3]int
	root    *service.Group
	began   time.Duration
	heard   int    // bytes
	nodes   []node // the tree as it was with a client
}

// A node is a service as it was at a moment.
type node struct {
	service.Node
	about string // what it said of itself
	group bool
}

// plant makes the tree: two poems, and behind them a proxy that keeps a copy of one of them.
func (p *play) plant() (*service.Group, error) {
	tide, err := p.recital("tide", p.ports[0])
	if err != nil {
		return nil, err
	}
	kettle, err := p.recital("kettle", p.ports[1])
	if err != nil {
		return nil, err
	}
	poems := service.NewGroup("poems", tide, kettle)
	poems.AtOnce = true // they do not lean on each other
	copies := proxy.New(p.host("copy"), p.address(0), p.address(2))
	return service.NewGroup("poetryd", poems, copies), nil
}

func (p *play) host(name string) daemon.Host {
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	return daemon.Host{Name: name, Reactor: p.reactor, Log: quiet}
}

func (p *play) address(i int) string { return fmt.Sprintf("127.0.0.1:%d", p.ports[i]) }

// free returns three ports that are free, most likely a moment later, too.
func free(r *reactor.Reactor) (ports [3]int, err error) {
	for i := range ports {
		port, err := r.ListenTCP("127.0.0.1:0", nil)
		if err != nil {
			return ports, err
		}
		defer port.StopListening()
		ports[i] = int(port.LocalAddr().Port())
	}
	return ports, nil
}

func (p *play) recital(name string, port int) (*recite.Recital, error) {
	o := poetry.Options{}
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	o.Register(flags)
	err := flags.Parse([]string{"-host", "127.0.0.1", "-delay", "50ms", "-bytes", "60", "-poem", name, "-port", fmt.Sprint(port)})
	return recite.New(p.host(name), o), err
}

// perform runs the tree.
func (p *play) perform(ctx context.Context, grace time.Duration) (err error) {
	if p.root, err = p.plant(); err != nil {
		return err
	}
	p.began = p.reactor.Now()
	p.root.Tell = p.tell
	return service.Run(ctx, p.reactor, p.root, grace, func() {
		p.say("everything runs, and a client comes")
		p.reactor.ConnectTCP(p.address(0), &client{play: p}, 0)
	})
}

// tell prints what becomes of a service, and notes it for the picture.
func (p *play) tell(path string, s service.State, err error) {
	name := path[strings.LastIndex(path, "/")+1:]
	if s != service.Running && (err != nil || name != "poems") {
		p.say("%s %s%s", name, s, because(err))
	} else if s == service.Running && name != "poems" {
		p.say("%s running", name)
	}
	switch {
	case name == "poems":
	case s == service.Running:
		p.run.Wait(name)
	case s == service.Stopped:
		p.run.End(name)
	default:
		p.run.Run(name)
	}
	if name == "tide" && s == service.Stopping {
		p.reactor.CallLater(0, func() { p.reactor.ConnectTCP(p.address(0), &late{play: p}, 0) })
	}
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf(": %v", err)
}

func (p *play) say(format string, args ...any) { fmt.Fprintf(p.env.Stdout, format+"\n", args...) }

// A client listens to tide. When it has heard three pieces, it has the tree stopped.
type client struct {
	*play
}

func (c *client) String() string                                 { return "client" }
func (c *client) BuildProtocol(netip.AddrPort) protocol.Protocol { return c }
func (c *client) ConnectionFailed(reason error)                  { c.say("client: %v", reason) }
func (c *client) ConnectionMade(protocol.Transport)              { c.run.Wait("client") }

func (c *client) DataReceived(data []byte) {
	c.run.Run("client")
	c.run.Wait("client")
	before := c.heard
	if c.heard += len(data); before < 180 && c.heard >= 180 { // with the third piece
		for n := range c.root.Walk() {
			_, group := n.Service.(*service.Group)
			about, _ := n.Service.(fmt.Stringer)
			c.nodes = append(c.nodes, node{Node: n, group: group})
			if about != nil {
				c.nodes[len(c.nodes)-1].about = about.String()
			}
		}
		c.say("client has heard %d bytes:\n\n%s\nnow it all stops", c.heard, c.root.Tree())
		c.reactor.Stop()
	}
}

func (c *client) ConnectionLost(reason error) {
	c.run.End("client")
	c.say("client has heard %d bytes, then %v", c.heard, reason)
}

// A late client comes when the tree is being stopped.
type late struct{ *play }

func (l *late) BuildProtocol(netip.AddrPort) protocol.Protocol { return nil }
func (l *late) ConnectionFailed(reason error)                  { l.say("a late client is refused") }
