package main

import (
	"bytes"
	"fmt"
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

// planForm has no character that JSON or HTML escaping would change.
const planForm = "bench-plan id=%d count=%d gap=%d stamp=%t hold=%t pause=%d split=%t end"

// question renders the plan as text that survives JSON escaping.
func (p plan) question() string {
	return fmt.Sprintf(planForm, p.id, p.count, p.gap, p.stamp, p.hold, p.pause, p.split)
}

// parsePlan finds the last plan in a request body: a server may put instructions and history around it.
func parsePlan(body []byte) (plan, error) {
	at := bytes.LastIndex(body, []byte("bench-plan"))
	if at < 0 {
		return plan{}, fmt.Errorf("find plan: none in a body of %d bytes", len(body))
	}
	var p plan
	_, err := fmt.Sscanf(string(body[at:]), planForm, &p.id, &p.count, &p.gap, &p.stamp, &p.hold, &p.pause, &p.split)
	if err != nil {
		return plan{}, fmt.Errorf("parse plan: %w", err)
	}
	return p, nil
}
