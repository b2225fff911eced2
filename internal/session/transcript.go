package session

import (
	"slices"
	"strings"

	"quotewire/internal/plaintext"
)

// transcript is the committed exchanges of one conversation, oldest first.
type transcript struct {
	exchanges []Exchange
	bytes     int
}

func (x Exchange) size() int { return len(x.Question) + len(x.Answer) }

// add appends x and drops the oldest exchanges until there are at most maxTurns
// with at most maxBytes of text. x itself stays, cut to maxBytes.
func (t *transcript) add(x Exchange, maxTurns, maxBytes int) {
	x = fit(x, maxBytes)
	t.exchanges = append(t.exchanges, x)
	t.bytes += x.size()
	drop := 0
	for len(t.exchanges)-drop > maxTurns || t.bytes > maxBytes {
		t.bytes -= t.exchanges[drop].size()
		drop++
	}
	t.exchanges = slices.Delete(t.exchanges, 0, drop) // in place: to slice it would keep what was dropped
}

// fit cuts the end of x's answer so that both texts are at most maxBytes. Only a
// question that leaves the answer less than a quarter is cut as well: without an
// answer the exchange would tell the model nothing.
//
// The texts are copied, for they may be parts of much larger buffers.
func fit(x Exchange, maxBytes int) Exchange {
	question, answer := x.Question, x.Answer
	if x.size() > maxBytes {
		question = plaintext.Clip(question, max(maxBytes-len(answer), maxBytes-maxBytes/4))
		answer = plaintext.Clip(answer, maxBytes-len(question))
	}
	x.Question, x.Answer = strings.Clone(question), strings.Clone(answer)
	return x
}
