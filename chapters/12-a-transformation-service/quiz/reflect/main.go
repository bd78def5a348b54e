// Command reflect is a question in chapter 12.
package main

import (
	"fmt"
	"reflect"
)

//listing:main

type counter struct{ n int }

func (c *counter) Next() int  { c.n++; return c.n }
func (c *counter) Reset() int { c.n = 0; return c.n }

func main() {
	c := &counter{}
	for _, name := range []string{"Next", "Reset"} { // as they come from a client
		method := reflect.ValueOf(c).MethodByName(name)
		if !method.IsValid() {
			fmt.Println("no such method")
			continue
		}
		fmt.Println(method.Call(nil)[0])
	}
}

//listing:end
