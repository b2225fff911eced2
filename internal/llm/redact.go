package llm

import (
	"quotewire/internal/outbound"
	"quotewire/internal/plaintext"
)

// maxMessage caps what a server's message contributes to a log line.
const maxMessage = 300

// oneLine makes a server's text fit for a log: see outbound.Said, and at most
// maxMessage bytes.
func (c *Client) oneLine(text string) string {
	text = outbound.Said(text, c.opts.APIKey)
	if short := plaintext.Clip(text, maxMessage); short != text {
		return short + "..."
	}
	return text
}

// cause is an error whose text was made fit for a log; the error itself is
// still there for errors.Is and errors.As.
type cause struct {
	text string
	err  error
}

func (c *cause) Error() string { return c.text }
func (c *cause) Unwrap() error { return c.err }

func (c *Client) cause(err error) error {
	if err == nil {
		return nil
	}
	return &cause{text: c.oneLine(err.Error()), err: err}
}
