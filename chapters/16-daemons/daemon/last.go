package daemon

import (
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/service"
)

// rights gives up the rights of root. It starts when all ports are open.
type rights struct{ user string }

func (rights) Name() string     { return "rights" }
func (r rights) String() string { return "those of " + r.user }

func (r rights) Start() *deferred.Deferred[service.Done] { return service.Ended(become(r.user)) }
func (r rights) Stop() *deferred.Deferred[service.Done]  { return service.Ended(nil) }

// notices tells systemd that we are ready, since it starts last, and that we are stopping, since it
// stops first. In between it feeds the watchdog, from the loop: a loop that is stuck is restarted.
type notices struct {
	reactor *reactor.Reactor
	feed    *reactor.LoopingCall
}

func (*notices) Name() string { return "notices" }

func (n *notices) Start() *deferred.Deferred[service.Done] {
	every, err := watchdog()
	if err != nil {
		return service.Ended(err)
	}
	n.feed = reactor.NewLoopingCall(n.reactor, func() { notify("WATCHDOG=1") })
	if every > 0 {
		n.feed.Start(max(every/2, time.Millisecond), true)
	}
	return service.Ended(notify("READY=1"))
}

func (n *notices) Stop() *deferred.Deferred[service.Done] {
	n.feed.Stop()
	return service.Ended(notify("STOPPING=1"))
}
