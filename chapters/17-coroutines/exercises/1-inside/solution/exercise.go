// Package exercise is about a client that is one function for each poem, from the question to the end.
package exercise

import "slowpoetry/code/deferred"

// A Client fetches poems.
type Client struct {
	Fetch     func(address string) *deferred.Deferred[string]
	Transform func(poem string) *deferred.Deferred[string]
	Print     func(poem string) error // may fail, or panic
	Stop      func()                  // ends the program
}

// Get fetches the poem at each address, has it transformed, and prints it. A transform that fails costs
// no poem: the original is printed. What goes wrong otherwise concerns one poem and not the others. When
// nothing more is to come, Get calls Stop, once. There may be no addresses at all.
func (c *Client) Get(addresses []string) {
	missing := len(addresses)
	if missing == 0 {
		c.Stop()
	}
	for _, address := range addresses {
		deferred.Inline(func(co *deferred.Coroutine) (string, error) {
			defer func() {
				if missing--; missing == 0 {
					c.Stop()
				}
			}()
			poem, err := c.Fetch(address).Await(co)
			if err != nil {
				return "", err
			}
			if slow, err := c.Transform(poem).Await(co); err == nil {
				poem = slow
			}
			return poem, c.Print(poem)
		}).AddErrback(func(error) (string, error) { return "", nil })
	}
}
