package main

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// plan says what the fake model server streams. It travels inside the question, because a question is the one thing
// that every server between must hand on unchanged.
type plan struct {
	id    int64         // tells streams apart when their ends are asked for
	count int           // content chunks before the end
	gap   time.Duration // between chunks; 0 sends all as fast as the socket takes them
	stamp bool          // each chunk carries its time of sending
	hold  bool          // after count chunks stay silent until the client leaves
	pause time.Duration // silence after count chunks, before the end
	split bool          // the pause comes when half of one more chunk was sent
}

// planPattern has no character that JSON or HTML escaping would change.
var planPattern = regexp.MustCompile(`bench-plan id=(\d+) count=(\d+) gap=(\d+) stamp=(\d) hold=(\d) pause=(\d+) split=(\d) end`)

// question renders the plan as text that survives JSON escaping.
func (p plan) question() string {
	return fmt.Sprintf("bench-plan id=%d count=%d gap=%d stamp=%d hold=%d pause=%d split=%d end",
		p.id, p.count, p.gap.Microseconds(), bit(p.stamp), bit(p.hold), p.pause.Microseconds(), bit(p.split))
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// parsePlan finds the last plan in a request body: a server may put instructions and history around it.
func parsePlan(body []byte) (plan, error) {
	all := planPattern.FindAllSubmatch(body, -1)
	if len(all) == 0 {
		return plan{}, fmt.Errorf("find plan: none in a body of %d bytes", len(body))
	}
	var n [7]int64
	for i, text := range all[len(all)-1][1:] {
		v, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil {
			return plan{}, fmt.Errorf("parse plan: %w", err)
		}
		n[i] = v
	}
	return plan{
		id:    n[0],
		count: int(n[1]),
		gap:   time.Duration(n[2]) * time.Microsecond,
		stamp: n[3] == 1,
		hold:  n[4] == 1,
		pause: time.Duration(n[5]) * time.Microsecond,
		split: n[6] == 1,
	}, nil
}
