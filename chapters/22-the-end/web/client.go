package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
)

// A Client asks a server. Base is its address, "http://127.0.0.1:10003".
type Client struct {
	HTTP *http.Client
	Base string
}

// longest is how long an answer may be.
const longest = 1 << 20

// Get returns a poem. An error is an [*poem.Error] if the server has answered with a problem of ours. A
// deadline of ctx is told to the server.
func (c *Client) Get(ctx context.Context, q poem.Request) (poem.Poem, error) {
	answer, err := c.do(ctx, "/poems/", q)
	if err != nil {
		return poem.Poem{}, err
	}
	defer answer.Body.Close()
	var p poem.Poem
	err = json.NewDecoder(io.LimitReader(answer.Body, longest)).Decode(&p)
	return p, err
}

// Listen calls say with the pieces of a recital. It returns nil when it has heard the end.
func (c *Client) Listen(ctx context.Context, q poem.Request, say func(piece string)) error {
	answer, err := c.do(ctx, "/recitals/", q)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if lines.Text() == "event: end" {
			return nil
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var piece string
			if err := json.Unmarshal([]byte(data), &piece); err != nil {
				return err
			}
			say(piece)
		}
	}
	return errors.Join(ctx.Err(), io.ErrUnexpectedEOF)
}

// do sends a request, and returns an answer that is not an error.
func (c *Client) do(ctx context.Context, path string, q poem.Request) (*http.Response, error) {
	address := c.Base + path + url.PathEscape(q.Poem)
	if q.Change != "" {
		address += "?change=" + url.QueryEscape(q.Change)
	}
	r, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		r.Header.Set("Prefer", fmt.Sprintf("wait=%d", int(time.Until(deadline).Seconds())))
	}
	answer, err := c.HTTP.Do(r)
	if err != nil || answer.StatusCode == http.StatusOK {
		return answer, err
	}
	defer answer.Body.Close()
	var p problem
	if err := json.NewDecoder(io.LimitReader(answer.Body, longest)).Decode(&p); err != nil {
		return nil, errors.New(answer.Status)
	}
	if kind, ok := strings.CutPrefix(p.Type, "urn:slowpoetry:"); ok {
		return nil, &poem.Error{Kind: poem.Kind(kind), Problem: p.Detail}
	}
	return nil, errors.New(answer.Status)
}
